/** What a person meant with a line or a key that no loader understands. */

import { sysctlKeys } from './facts/keys.ts';
import { canonicalKey, isGlob, spelledLike } from './key.ts';

/** A line that is not one of sysctl.conf, with what is wrong and what it should be. */
export interface MeantLine {
  readonly reason: string;
  /** The line as it should be; undefined where it should not be there. */
  readonly line: string | undefined;
}

const keyPattern = String.raw`[\w./*-]+`;
const wholeKey = new RegExp(`^${keyPattern}$`);
const command = /^(?:sudo\s+)?(?:\/(?:usr\/)?s?bin\/)?sysctl\s+(.*)$/s;
const echo = /^(?:sudo\s+)?echo(?=\s)([^>]*)>{1,2}\s*\/proc\/sys\/([\w./-]+)$/;
const colon = new RegExp(String.raw`^(${keyPattern})\s*:[\s=]*([^=\s].*)$`, 's');
const blankSeparated = new RegExp(String.raw`^(${keyPattern})\s+([^=:\s].*)$`, 's');

/** What a line should be that belongs to a shell, another format or another taste of comments; undefined for any other. */
export function meantLine(line: string): MeantLine | undefined {
  const text = line.trim();
  if (text.startsWith('//'))
    return { reason: "'//' starts no comment, only '#' and ';' do", line: text.replace(/^\/\/+/, '#') };
  if (/^\[[^\]]*\]$/.test(text)) return { reason: 'the format has no sections', line: undefined };
  const ran = command.exec(text)?.[1];
  if (ran !== undefined) return { reason: 'a command belongs in a shell', line: assignmentIn(ran) };
  const [, printed, path] = echo.exec(text) ?? [];
  const value = printed === undefined ? undefined : unquoted(printed.trim().replace(/^-n\s+/, ''));
  if (value !== undefined && !/["']/.test(value))
    return { reason: 'a command belongs in a shell', line: `${path} = ${value}` };
  const coloned = colon.exec(text);
  if (coloned && isKey(coloned[1] as string)) {
    return { reason: "'=' stands between a key and its value, not ':'", line: `${coloned[1]} = ${coloned[2]}` };
  }
  const parted = blankSeparated.exec(text);
  if (parted && !text.includes('=') && isKey(parted[1] as string)) {
    return { reason: "'=' must stand between a key and its value", line: `${parted[1]} = ${parted[2]}` };
  }
  return undefined;
}

/** The setting among the arguments of the command `sysctl`; undefined where there is none, or several. */
function assignmentIn(ran: string): string | undefined {
  const [name = '', ...values] = ran.replace(/^(?:-{1,2}[\w-]+\s+)*/, '').split('=', 3);
  const key = unquoted(name.trim());
  const value = unquoted((values[0] ?? '').trim());
  return values.length === 1 && wholeKey.test(key) && !/["']/.test(value) ? `${key} = ${value}` : undefined;
}

/** A text without the quote in front of it and the one behind it, if they are there. */
function unquoted(text: string): string {
  return text.replace(/^["']/, '').replace(/["']$/, '').trim();
}

/** A key that was meant, ready to be written, and what is wrong with the one that was written. */
export interface MeantKey {
  readonly key: string;
  readonly reason: string;
}

/** Beyond this a text is no slip of the pen, and the searches for ends and blanks below would take long. */
const longestWritten = 500;

/** The existing key that somebody spelled in a way the loaders do not understand. */
export function meantKey(written: string): MeantKey | undefined {
  if (written.length > longestWritten) return undefined;
  const bare = written.replace(/^[\s\u00a0\ufeff"'-]+|[\s\u00a0:"']+$/g, '');
  const steps: readonly (readonly [string, string])[] = [
    [bare, 'there are characters around it that do not belong to the key'],
    [bare.replace(/^\/?proc[./]sys[./]/, ''), 'keys are looked up below /proc/sys and do not begin with it'],
    [bare.replace(/[./]+$/, ''), 'a separator at the end makes it a folder to procps'],
    [bare.replace(/\s+/g, ''), 'a key holds no blanks'],
    [bare.replaceAll('/', '.'), 'the first separator decides whether dots or slashes part the key'],
    [dottedInterface(bare), 'a dot in the name of an interface is written as a slash where dots part the key'],
    [bare.toLowerCase(), 'keys are written in small letters'],
  ];
  for (const [attempt, reason] of steps) {
    if (attempt !== written && isKey(attempt)) return { key: attempt, reason };
  }
  const tail = [...keysEndingIn(bare)];
  return tail.length === 1 && tail[0]
    ? { key: spelledLike(tail[0], bare), reason: 'the first part of the key is missing' }
    : undefined;
}

/** `net.ipv4.conf.eth0.100.rp_filter` with the interface's own dots as slashes. */
function dottedInterface(key: string): string {
  const found = /^(net\.ipv[46]\.(?:conf|neigh)\.)([^/]+)(\.\w+)$/.exec(key);
  return found ? `${found[1]}${found[2]?.replaceAll('.', '/')}${found[3]}` : key;
}

function isKey(written: string): boolean {
  const fact = /[./]/.test(written) && !isGlob(written) ? sysctlKeys.get(canonicalKey(written)) : undefined;
  return fact !== undefined && fact.status !== 'never-existed';
}

function* keysEndingIn(written: string): Iterable<string> {
  if (!/^[\w-]+(?:[./][\w-]+)*$/.test(written)) return;
  const end = `.${canonicalKey(written)}`;
  for (const { name, status } of sysctlKeys.all()) {
    if (status === 'current' && name.endsWith(end) && !name.includes('<')) yield name;
  }
}
