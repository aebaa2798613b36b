/**
 * What each host fact is and how it is written: the schema of `headroom.json`, the directive, the settings and the command line
 * are made from this.
 */
import { nearest, quotedList } from '../engine/nearest.ts';
import { formatBytes, parseSize } from '../engine/values/quantity.ts';
import { isVersion } from '../engine/version.ts';
import { loaderPrograms, readLoader } from '../languages/sysctl/loaders/loader.ts';
import type { HostTableName, HostValueName } from './facts.ts';
import { isUnitSetting, unitSettings } from './unit-settings.ts';

interface HostFactKind {
  /** The part of headroom.json that it stands in. */
  readonly part: 'host' | 'expected';
  readonly description: string;
  /** What a person may write, for the schema and for messages. */
  readonly expects: string;
  readonly example: string | number;
  readonly pattern?: string;
  /** What is offered; with a pattern beside it not all that is accepted. */
  readonly choices?: readonly string[];
  /** The value in the unit the engine uses; undefined when the text is none. */
  parse(text: string): number | string | undefined;
  print(value: number | string): string;
}

const version = (text: string) => (isVersion(text) ? text : undefined);
const sizePattern = '^\\d+(\\.\\d+)?\\s*[kmgtKMGT]?([iI]?[bB])?$';
/** A size; less than the least one is a number whose unit was forgotten. */
const sizeFrom = (least: number) => (text: string) => ((parseSize(text) ?? 0) >= least ? parseSize(text) : undefined);
/** As large as what HAProxy and the kernel keep such numbers in. */
const largest = 2_147_483_647;
const positive = (text: string) => (/^[1-9]\d{0,9}$/.test(text) && Number(text) <= largest ? Number(text) : undefined);

/** Every host fact that holds one value. */
export const hostFacts: Readonly<Record<HostValueName, HostFactKind>> = {
  memory: {
    part: 'host',
    description: 'RAM of the machine.',
    expects: 'a size such as 4GiB (units are powers of 1024; a number alone is bytes), at least 16MiB',
    example: '4GiB',
    pattern: sizePattern,
    // Less cannot run Linux.
    parse: sizeFrom(16 * 1024 ** 2),
    print: (value) => formatBytes(Number(value)),
  },
  cpus: {
    part: 'host',
    description: 'Number of processors.',
    expects: 'a number from 1 to 2147483647',
    example: 8,
    parse: positive,
    print: String,
  },
  kernel: {
    part: 'host',
    description: 'Version of the Linux kernel.',
    expects: 'a version such as 6.1',
    example: '6.1',
    parse: version,
    print: String,
  },
  haproxy: {
    part: 'host',
    description: 'Version of HAProxy.',
    expects: 'a version such as 3.2',
    example: '3.2',
    parse: version,
    print: String,
  },
  tlsLibrary: {
    part: 'host',
    description: 'TLS library that HAProxy is built with, as haproxy -vv says; none where it is built without.',
    expects: 'a name with its version such as OpenSSL-3.0.19, AWS-LC-1.66.1 or LibreSSL-3.9.2, or none',
    example: 'OpenSSL-3.0.19',
    pattern: '^([A-Za-z][A-Za-z-]*[ -]\\d+(\\.\\w+)*|none)$',
    parse: tlsLibrary,
    print: String,
  },
  pageSize: {
    part: 'host',
    description: 'Size of a page of memory in bytes: 4096 on x86, up to 65536 on arm64.',
    expects: 'a power of two from 4096 to 65536',
    example: 4096,
    parse: (text) => (['4096', '8192', '16384', '32768', '65536'].includes(text) ? Number(text) : undefined),
    print: String,
  },
  distribution: {
    part: 'host',
    description: 'Distribution and release, as in /etc/os-release: debian-12, rhel-9, ubuntu-24.04.',
    expects: 'a name such as debian-12',
    example: 'debian-12',
    parse: (text) => (/^[a-z][a-z0-9.-]*$/.test(text) ? text : undefined),
    print: String,
  },
  loader: {
    part: 'host',
    description: 'The program that applies the sysctl files at boot.',
    expects: 'procps, systemd or busybox, with a release behind it where that is known: systemd-257',
    example: 'systemd',
    choices: loaderPrograms,
    pattern: '^(procps|systemd|busybox)(-\\d+(\\.\\d+)*)?$',
    parse: (text) => (readLoader(text) ? text : undefined),
    print: String,
  },
  pam: {
    part: 'host',
    description: 'Version of pam_limits, with debian- before it for the patched build of Debian and Ubuntu.',
    expects: 'a version such as 1.5.2 or debian-1.5.2, or git',
    example: 'debian-1.5.2',
    parse: (text) => (/^(debian-)?\d+\.\d+(\.\d+)?$|^git$/.test(text) ? text : undefined),
    print: String,
  },
  swap: {
    part: 'host',
    description: 'Swap space of the machine; 0 where it has none.',
    expects: 'a size such as 2GiB (units are powers of 1024; a number alone is bytes), or 0',
    example: '2GiB',
    pattern: sizePattern,
    parse: (text) => (text === '0' ? 0 : sizeFrom(1024 ** 2)(text)),
    print: (value) => (value === 0 ? '0' : formatBytes(Number(value))),
  },
  commandLine: {
    part: 'host',
    description: 'The command line of the kernel, as in /proc/cmdline.',
    expects: 'options such as rhash_entries=131072, with spaces between them',
    example: 'rhash_entries=131072',
    parse: (text) => text.trim() || undefined,
    print: String,
  },
  connections: {
    part: 'expected',
    description: 'Connections of clients at one time, at the peak.',
    expects: 'a number from 1 to 2147483647',
    example: 20_000,
    parse: positive,
    print: String,
  },
  connectionRate: {
    part: 'expected',
    description: 'New connections of clients in a second, at the peak.',
    expects: 'a number from 1 to 2147483647',
    example: 500,
    parse: positive,
    print: String,
  },
  requestRate: {
    part: 'expected',
    description: 'Requests in a second, at the peak.',
    expects: 'a number from 1 to 2147483647',
    example: 2000,
    parse: positive,
    print: String,
  },
  tlsShare: {
    part: 'expected',
    description: 'The share of the connections that are TLS.',
    expects: 'a share from 0 to 1, or a percentage such as 80%',
    example: 0.8,
    pattern: '^(0(\\.\\d+)?|1(\\.0+)?|(100|\\d?\\d)(\\.\\d+)?%)$',
    parse: share,
    print: String,
  },
};

interface HostTableKind {
  readonly description: string;
  /** One member, for the schema and for messages. */
  readonly example: readonly [name: string, value: string];
  /** A member in the unit the engine uses, or what was expected instead. */
  read(name: string, text: string): { readonly value: number | string } | { readonly problem: string };
  /** A member for a person. */
  print(name: string, value: number | string): string;
}

/** Host facts that hold a value for each of several names; on one line they are written `services.postgres=2GiB`. */
export const hostTables: Readonly<Record<HostTableName, HostTableKind>> = {
  services: {
    description: 'RAM that other programs on the machine take, by their names.',
    example: ['postgres', '2GiB'],
    read(name, text) {
      const value = sizeFrom(1024 ** 2)(text);
      return value === undefined
        ? { problem: `'${text}' is no value for services.${name}: expected a size such as 2GiB, at least 1MiB` }
        : { value };
    },
    print: (name, value) => `${name} ${formatBytes(Number(value))}`,
  },
  unit: {
    description:
      'Settings of the service of HAProxy as systemctl show prints them; they count where the tree of the host holds no unit file.',
    example: ['LimitNOFILE', '1024:524288'],
    read(name, text) {
      if (!isUnitSetting(name)) {
        const names = Object.keys(unitSettings);
        const near = nearest(name, names);
        const hint = near.length > 0 ? `the nearest is ${quotedList(near)}` : `known are ${names.join(', ')}`;
        return { problem: `unknown setting '${name}' of the unit; ${hint}` };
      }
      const { expects, read } = unitSettings[name];
      return read(text) === 'ignored'
        ? { problem: `'${text}' is no value for unit.${name}: expected ${expects}` }
        : { value: text };
    },
    print: (name, value) => `${name}=${value}`,
  },
};

/** With a blank before the version, as HAProxy prints it. */
function tlsLibrary(text: string): string | undefined {
  const [, name, version] = /^([A-Za-z][A-Za-z-]*)[ -](\d+(?:\.\w+)*)$/.exec(text) ?? [];
  return text === 'none' ? text : name && `${name} ${version}`;
}

function share(text: string): number | undefined {
  const [, count, percent] = /^(\d+(?:\.\d+)?)(%?)$/.exec(text) ?? [];
  const value = Number(count) / (percent ? 100 : 1);
  return value >= 0 && value <= 1 ? value : undefined;
}
