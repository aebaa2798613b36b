/** What the outputs of programs say about a host. Each is known by its own form; a number alone only by the command above it. */
import { isUnitSetting, unitSettings } from '../unit-settings.ts';
import type { Section, SectionLine } from './sections.ts';

/** A fact as it was found. */
export interface Found {
  /** A fact, or a member of a table: `unit.User`. */
  readonly name: string;
  /** As `headroom.json` would say it. */
  readonly text: string;
  /** What printed it. */
  readonly source: string;
  /** From 0. */
  readonly line: number;
}

/** Why something that looks like a fact was not taken. */
export interface Doubt {
  readonly line: number;
  readonly message: string;
}

export interface Reading {
  readonly found: readonly Found[];
  readonly doubts: readonly Doubt[];
}

/** Everything that one section says. */
export function readSection(section: Section): Reading {
  const readings = [lineFacts(section), osRelease(section), cpuCount(section), numbers(section), unit(section)];
  return { found: readings.flatMap(({ found }) => found), doubts: readings.flatMap(({ doubts }) => doubts) };
}

/** `debian-12` from the text of /etc/os-release; the name alone where a distribution has no releases. */
export function distributionOf(osRelease: string): string | undefined {
  const field = (name: string) => new RegExp(`^${name}=(["']?)(.*)\\1\\s*$`, 'm').exec(osRelease)?.[2];
  const id = field('ID');
  const release = field('VERSION_ID');
  return id && (release ? `${id}-${release}` : id);
}

/** The release that HAProxy prints of itself; undefined where it does not. */
export function haproxyVersionOf(output: string): string | undefined {
  return /^HA-?Proxy version (\d+\.\d+(?:\.\d+)?)/m.exec(output)?.[1];
}

/** The TLS library in the output of `haproxy -vv`. AWS-LC is named behind the release of OpenSSL that it stands in for. */
export function tlsLibraryOf(output: string): string | undefined {
  if (/^Feature list : .*-OPENSSL(?: |$)/m.test(output)) return 'none';
  const library = /^Built with (?:OpenSSL|SSL library) version : (\S.*)$/m.exec(output)?.[1] ?? '';
  const renamed = /\(compatible; (.*)\)$/.exec(library)?.[1];
  return /^[A-Za-z][A-Za-z-]* \d+(?:\.\w+)*/.exec(renamed ?? library)?.[0];
}

/** A line of one form that tells one fact. */
interface LineForm {
  readonly name: string;
  readonly source: string;
  readonly form: RegExp;
  /** The command or file that must be named above; for forms that other outputs share. */
  readonly below?: RegExp;
  text?(captured: string): string;
}

const kibibytes = (count: string) => (Number(count) === 0 ? '0' : `${Number(count)}KiB`);

/** What kernels of distributions end in, so that one is known without the command above it. */
const kernelRelease =
  /^(\d+\.\d+\.\d+-\S*(?:amd64|arm64|x86_64|aarch64|s390x|ppc64le|ppc64el|riscv64|generic|lowlatency|aws|azure|gcp|kvm|oracle|virt|lts|cloud)\S*)$/;

const lineForms: readonly LineForm[] = [
  { name: 'memory', source: '/proc/meminfo', form: /^MemTotal:\s+(\d+) kB$/, text: kibibytes },
  { name: 'swap', source: '/proc/meminfo', form: /^SwapTotal:\s+(\d+) kB$/, text: kibibytes },
  { name: 'kernel', source: 'sysctl', form: /^kernel\.osrelease ?= ?(\d\S*)$/ },
  { name: 'kernel', source: 'uname', form: /^Linux \S+ (\d+\.\d+\S*) #\d/ },
  { name: 'kernel', source: 'uname', form: kernelRelease },
  { name: 'kernel', source: 'uname', form: /^(\d+\.\d+\S*)$/, below: /(?:^|[^a-z])(?:uname|osrelease)(?:[^a-z]|$)/ },
  { name: 'kernel', source: '/proc/version', form: /^Linux version (\d+\.\d+\S*) / },
  { name: 'kernel', source: 'hostnamectl', form: /^\s*Kernel: Linux (\d+\.\d+\S*)$/ },
  {
    name: 'haproxy',
    source: 'haproxy -v',
    form: /^(HA-?Proxy version \d.*)$/,
    text: (line) => haproxyVersionOf(line) ?? '',
  },
  {
    name: 'tlsLibrary',
    source: 'haproxy -vv',
    form: /^(Built with (?:OpenSSL|SSL library) version : \S.*|Feature list : .*-OPENSSL(?: .*)?)$/,
    text: (line) => tlsLibraryOf(line) ?? '',
  },
  { name: 'pageSize', source: 'getconf', form: /^PAGE_?SIZE\s+(\d+)$/ },
  { name: 'commandLine', source: '/proc/cmdline', form: /^(?:.*\b[Cc]ommand line: )?(BOOT_IMAGE=\S+.*)$/ },
  { name: 'commandLine', source: '/proc/cmdline', form: /^(\S.*)$/, below: /(?:^|\/|\s)cmdline(?:\.|$|\s)/ },
];

function lineFacts({ label, lines }: Section): Reading {
  const found = lines.flatMap((line) => {
    const form = lineForms.find((each) => each.form.test(line.text) && (each.below?.test(label) ?? true));
    const captured = form?.form.exec(line.text)?.[1];
    if (!form || captured === undefined) return [];
    return [{ name: form.name, text: form.text?.(captured) ?? captured, source: form.source, line: line.number }];
  });
  return { found, doubts: [] };
}

function osRelease({ lines }: Section): Reading {
  const first = lines.find(({ text }) => /^ID=/.test(text));
  const distribution = first && distributionOf(lines.map(({ text }) => text).join('\n'));
  return distribution
    ? {
        found: [{ name: 'distribution', text: distribution, source: '/etc/os-release', line: first.number }],
        doubts: [],
      }
    : nothing;
}

/** The processors that lscpu counts: those that are on, where it says which. */
function cpuCount({ lines }: Section): Reading {
  const field = (name: RegExp) => lines.find(({ text }) => name.test(text));
  const all = field(/^CPU\(s\):\s+\d+$/);
  const on = field(/^\s*On-line CPU\(s\) list:\s+[\d,-]+$/);
  const line = on ?? all;
  if (!line || !all) return nothing;
  const value = line.text.slice(line.text.indexOf(':') + 1).trim();
  return {
    found: [{ name: 'cpus', text: String(on ? listed(value) : value), source: 'lscpu', line: line.number }],
    doubts: [],
  };
}

/** How many numbers a list such as `0-3,8` holds. */
function listed(list: string): number {
  return list.split(',').reduce((count, part) => {
    const [from = 0, to = from] = part.split('-').map(Number);
    return count + to - from + 1;
  }, 0);
}

const numberCommands = [
  { name: 'cpus', source: 'nproc', command: /(?:^|[^a-z])nproc(?:[^a-z]|$)/g },
  { name: 'pageSize', source: 'getconf', command: /PAGE_?SIZE/g },
];

/** Lines that are a number and nothing else: what they count only the one command above them can say. */
function numbers({ label, lines }: Section): Reading {
  const [line, ...more] = lines.filter(({ text }) => /^\d+$/.test(text));
  if (!line) return nothing;
  const named = numberCommands.flatMap((each) => [...label.matchAll(each.command)].map(() => each));
  const [only, ...others] = named;
  if (only && others.length === 0 && more.length === 0)
    return { found: [{ name: only.name, text: line.text, source: only.source, line: line.number }], doubts: [] };
  // Below a command that we know nothing of, a number is its own affair.
  if (label !== '' && !only) return nothing;
  const message = `the number ${line.text} does not say what it counts; write the command that printed it above it, as in '$ nproc'`;
  return { found: [], doubts: [{ line: line.number, message }] };
}

/** What `systemctl show` prints of HAProxy's unit. */
function unit({ label, lines }: Section): Reading {
  const found: Found[] = [];
  const doubts: Doubt[] = [];
  for (const block of propertyBlocks(lines)) {
    const of = (name: string) => block.find(({ text }) => text.startsWith(`${name}=`));
    const value = (name: string) => of(name)?.text.slice(name.length + 1);
    const limit = of('LimitNOFILE');
    const id = value('Id');
    const isNamed = id === undefined ? /\bsystemctl\b.*\bshow\b.*\bhaproxy/.test(label) : id === 'haproxy.service';
    if (!isNamed) {
      if (limit && id === undefined)
        doubts.push({
          line: limit.number,
          message: 'these are the settings of a unit that is not named; Id=haproxy.service would',
        });
      continue;
    }
    const state = of('LoadState');
    if (state && value('LoadState') !== 'loaded') {
      doubts.push({
        line: state.number,
        message: `the host has no unit of HAProxy (LoadState=${value('LoadState')}); what systemd shows in its place is not taken`,
      });
      continue;
    }
    for (const line of block) {
      const name = line.text.slice(0, line.text.indexOf('='));
      const text = isUnitSetting(name) ? settingText(name, value) : undefined;
      if (text !== undefined) found.push({ name: `unit.${name}`, text, source: 'systemctl show', line: line.number });
    }
  }
  return { found, doubts };
}

/** A property as the setting of a unit that would lead to it; undefined where it says nothing. */
function settingText(name: keyof typeof unitSettings, value: (name: string) => string | undefined): string | undefined {
  const hard = value(name) ?? '';
  const soft = value(`${name}Soft`);
  const text = name.startsWith('Limit') && soft !== undefined && soft !== hard ? `${soft}:${hard}` : hard;
  if (name === 'ExecStart') return / argv\[\]=(.*?) ;/.exec(text)?.[1];
  // Nobody else is meant where systemd is not told of a user.
  if (name === 'User' && text === '') return 'root';
  return unitSettings[name].read(text) === 'value' ? text : undefined;
}

/** Lines `Name=value` that follow one another without an empty line between them. */
function propertyBlocks(lines: readonly SectionLine[]): readonly (readonly SectionLine[])[] {
  const blocks: SectionLine[][] = [[]];
  for (const line of lines) {
    if (/^[A-Z][A-Za-z0-9]*=/.test(line.text)) (blocks[blocks.length - 1] as SectionLine[]).push(line);
    else blocks.push([]);
  }
  return blocks.filter((block) => block.length > 0);
}

const nothing: Reading = { found: [], doubts: [] };
