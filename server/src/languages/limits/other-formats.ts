/** Lines of other files and programs that people put into limits.conf: what they are, and how they are written here. */

import type { Word } from '../../engine/syntax.ts';
import { readBigInt } from '../../engine/values/quantity.ts';

/** Items by the option letter of the shell's `ulimit`. */
const ulimitItems: Readonly<Record<string, string>> = {
  n: 'nofile',
  u: 'nproc',
  l: 'memlock',
  c: 'core',
  s: 'stack',
  d: 'data',
  f: 'fsize',
  m: 'rss',
  v: 'as',
  t: 'cpu',
  x: 'locks',
  i: 'sigpending',
  q: 'msgqueue',
  e: 'nice',
  r: 'rtprio',
};

/** Items whose values mean the same to `ulimit` and to systemd as to pam_limits, but for the unit. */
const counted = new Set(['nofile', 'nproc', 'locks', 'sigpending', 'msgqueue', 'rtprio']);
const inKibibytes = new Set(['memlock', 'core', 'stack', 'data', 'fsize', 'rss', 'as']);
const suffixes = ['', 'K', 'M', 'G', 'T'];

/** The item that another program means by a name: `LimitNOFILE`, `RLIMIT_NOFILE`, `-n`; undefined for any other name. */
export function foreignItem(name: string): string | undefined {
  const letter = /^-[sh]*([a-z])$/i.exec(name)?.[1]?.toLowerCase();
  if (letter) return ulimitItems[letter];
  return /^(?:r?limit_?)([a-z]+)$/i.exec(name)?.[1]?.toLowerCase();
}

export interface ForeignLine {
  /** What the line is, to be put behind 'this is'. */
  readonly what: string;
  /** Where it belongs. */
  readonly place?: string;
  /** The same for every user, as lines of limits.conf; undefined where that cannot be told. */
  readonly lines?: readonly string[];
}

/** What a line that has no four fields may be instead. */
export function foreignLine(words: readonly Word[]): ForeignLine | undefined {
  const texts = words.map((word) => word.text);
  const whole = texts.join(' ');
  const [first = '', second = '', third] = texts;
  if (/^\[[^\]]*\]$/.test(whole)) return { what: 'a section header; limits.conf has no sections' };
  const unit = /^Limit([A-Z]+) ?= ?(\S+)$/.exec(whole);
  if (unit)
    return {
      what: 'a line of a systemd unit',
      place: 'a unit file or drop-in',
      ...unitLines(unit[1] as string, unit[2] as string),
    };
  if (first === 'ulimit') return { what: 'a command of the shell', place: 'a script', ...ulimitLines(second, third) };
  if (/^(?:account|auth|password|session)$/.test(first) && /\.so$/.test(third ?? '')) {
    return { what: 'a line for PAM itself', place: 'a file in /etc/pam.d' };
  }
  if (/^[a-z]+[./][\w./-]+ ?= ?\S/.test(whole)) return { what: 'a sysctl setting', place: 'a file in /etc/sysctl.d' };
  if (whole === 'EOF') return { what: "the end of a shell's here-document" };
  return undefined;
}

/** `160000` of LimitNOFILE= is `* - nofile 160000`, `1024:4096` a soft and a hard line. */
function unitLines(name: string, value: string): { lines?: readonly string[] } {
  const item = name.toLowerCase();
  const values = value.split(':').map((each) => fromUnit(item, each));
  if (values.length > 2 || values.includes(undefined)) return {};
  return values.length === 1
    ? { lines: [`* - ${item} ${values[0]}`] }
    : { lines: [`* soft ${item} ${values[0]}`, `* hard ${item} ${values[1]}`] };
}

function ulimitLines(option: string, value: string | undefined): { lines?: readonly string[] } {
  const item = foreignItem(option);
  if (!item || !value || !(counted.has(item) || inKibibytes.has(item)) || !/^(?:\d+|unlimited)$/.test(value)) return {};
  const type = /S/.test(option) === /H/.test(option) ? '-' : /S/.test(option) ? 'soft' : 'hard';
  return { lines: [`* ${type} ${item} ${value}`] };
}

/** A value of a systemd unit, which counts memory in bytes, as one of limits.conf. */
function fromUnit(item: string, value: string): string | undefined {
  if (value === 'infinity') return counted.has(item) || inKibibytes.has(item) ? 'unlimited' : undefined;
  const found = /^(\d{1,30})([KMGT]?)$/.exec(value);
  if (!found) return undefined;
  const number = readBigInt(found[1] as string) * 1024n ** BigInt(suffixes.indexOf(found[2] as string));
  if (counted.has(item)) return found[2] === '' ? String(number) : undefined;
  return inKibibytes.has(item) && number % 1024n === 0n ? String(number / 1024n) : undefined;
}

/** A limit as a systemd unit writes it: `LimitMEMLOCK=64K`; undefined for items that units do not have or count otherwise. */
export function unitSetting(item: string, value: 'unlimited' | bigint): string | undefined {
  if (!(counted.has(item) || inKibibytes.has(item)) || (value !== 'unlimited' && value < 0n)) return undefined;
  const written = value === 'unlimited' ? 'infinity' : `${value}${inKibibytes.has(item) && value !== 0n ? 'K' : ''}`;
  return `Limit${item.toUpperCase()}=${written}`;
}
