/** What to write for a keyword of older releases, with its arguments carried over where that is simple. */

import type { Fact } from '../../engine/facts.ts';
import { clipped } from '../../engine/nearest.ts';
import { type Fix, replace } from '../../engine/rules.ts';
import type { Statement } from '../../engine/statement.ts';
import { directives } from './facts/tables.ts';
import { isCurrent } from './suggest.ts';
import { tableFor } from './tables.ts';

export interface Replacement {
  /** A sentence for the end of a message, with a blank before it; empty where nothing replaces the keyword. */
  readonly hint: string;
  readonly fixes: readonly Fix[];
}

/** Keywords whose arguments mean the same under the new name. */
const sameArguments = new RegExp(
  [
    '/option (forceclose|independant-streams|transparent|accept-invalid-http-(request|response))$',
    '/(timeout )?(cli|con|srv)timeout$',
    '/(redisp|redispatch|block|dispatch|transparent|no-quic|tune\\.ssl\\..*)$',
    '/tune\\.quic\\.(?!socket-owner$|frontend\\.conn-tx-buffers\\.limit$)',
    '^action/set-(mark|tos)$',
    '^fetch/',
  ].join('|'),
);

/**
 * What replaces a keyword in a version, and the fixes that write it.
 * @param start column of the keyword's name
 * @param end column behind it
 */
export function replacementFor(
  fact: Fact,
  statement: Statement,
  start: number,
  end: number,
  version: string,
): Replacement {
  const replacedBy = nameFor(fact, statement);
  if (!replacedBy || !exists(replacedBy, version)) return { hint: '', fixes: [] };
  const fix = (from: number, to: number, text: string, safe: boolean): Fix => ({
    title: `Write '${clipped(text)}'`,
    safe,
    edits: [replace(from, to, text)],
  });
  const hint = ` '${replacedBy}' takes its place.`;
  if (sameArguments.test(fact.id)) return { hint, fixes: [fix(start, end, replacedBy, true)] };
  if (fact.id === 'bind-option/process') return { hint, fixes: ofProcess(statement, start, end, fix) };
  const last = statement.words[statement.words.length - 1]?.end ?? end;
  const translated = translate(fact, replacedBy, statement, start);
  return { hint, fixes: translated === undefined ? [] : [fix(start, last, translated, false)] };
}

/** The new name; a fetch that both directions shared has one for each. */
function nameFor({ id, replacedBy }: Fact, { fact }: Statement): string | undefined {
  if (id !== 'fetch/payload' && id !== 'fetch/payload_lv') return replacedBy;
  const ofResponse = /^(?:(?:http|tcp)-response|http-after-response|stick store-response|tcp-check|http-check)\b/;
  return ofResponse.test(fact?.name ?? '') ? replacedBy?.replace('req.', 'res.') : replacedBy;
}

/**
 * `process 1/2-4` names threads of the only process that there is; without a slash it names that process, which goes without
 * saying.
 */
function ofProcess(
  { words }: Statement,
  start: number,
  end: number,
  fix: (from: number, to: number, text: string, safe: boolean) => Fix,
): readonly Fix[] {
  const at = words.findIndex((word) => word.start === start);
  const value = words[at + 1];
  const threads = value && /^(?:1|all|odd)\/([\w-]+)$/.exec(value.text)?.[1];
  if (!value || (value.text.includes('/') && threads === undefined)) return [];
  if (threads !== undefined) return [fix(start, value.end, `thread ${threads}`, false)];
  const from = words[at - 1]?.end ?? start;
  return [{ title: "Remove 'process'", safe: false, edits: [replace(from, Math.max(end, value.end), '')] }];
}

const otherTables = ['fetch', 'bind-option', 'filter', 'action/http-request'];

/** Whether the version has the replacement: a directive, alone or with its first arguments, or a fetch. */
function exists(replacement: string, version: string): boolean {
  const words = replacement.split(' ');
  for (let count = words.length; count > 0; count--) {
    const name = words.slice(0, count).join(' ');
    const known = [...directives.find(name), ...otherTables.map((id) => tableFor(id)?.get(name))].filter(
      (each) => each,
    );
    if (known.length > 0) return known.some((each) => each && isCurrent(each, version));
  }
  return true;
}

/** A header as the old rewriting rules wrote it: `Name: value`, a blank behind the colon. */
const header = /^([A-Za-z0-9-]+):\s?(.+)$/s;
/** A regular expression that matches one header by its name: `^Name:`, `^Name:.*`. */
const headerName = /^\^([A-Za-z0-9-]+):(?:\\?\s|\.\*|\$|\(\.\*\))*$/;
/** One that matches the value of a header too, from its start: `^Name: value`. */
const headerValue = /^\^([A-Za-z0-9-]+):\\?[ ]?(.*)$/s;
/** One that keeps the whole line in its first group: `^(Name:.*)`. */
const wholeHeader = /^\^\(([A-Za-z0-9-]+):\\?[ ]?\.\*\)\$?$/;

/** A request line as `reqrep` matched it: the method, a blank, and the path with all behind it in a last group. */
const requestLine = /^\^\(\[\^ :?\]\*\) (\/.*\(\.\*\))\$?$/;
/** What it was replaced by: the method, a blank and a new path. */
const newRequestLine = /^\\1 (\/\S*)$/;
/** A request line of which only the start of the path matters, whatever the method. */
const pathStart = /^\^(?:\[\^[ :]{1,2}\]\*|\(\[\^[ :]{1,2}\]\*\)) (\/.*)$/s;

/** `reqrep` on the path as `http-request replace-path`, where the method stays as it is; groups count one less. */
function replacePath(match: string, replacement: string): string | undefined {
  const path = requestLine.exec(match)?.[1];
  const written = newRequestLine.exec(replacement)?.[1];
  if (path === undefined || written === undefined || /\\1(?!\d)/.test(written)) return undefined;
  const shifted = written.replace(/\\([2-9])/g, (_, group: string) => `\\${Number(group) - 1}`);
  return `http-request replace-path ${plainWord(`^${path}`)} ${plainWord(shifted.replaceAll('%', '%%'))}`;
}

/** `reqrep` on one header as `replace-header`, which sees the value alone. */
function replaceHeader(rule: string, match: string, replacement: string, anyCase: boolean): string | undefined {
  const whole = wholeHeader.exec(match)?.[1];
  if (whole !== undefined) {
    if (!replacement.startsWith('\\1') || /^\\1\d/.test(replacement)) return undefined;
    return `${rule} ${whole} (.*) ${plainWord(replacement.replaceAll('%', '%%'))}`;
  }
  const [, name, value = ''] = headerValue.exec(match) ?? [];
  const written = header.exec(replacement);
  if (name === undefined || value === '' || written?.[1]?.toLowerCase() !== name.toLowerCase()) return undefined;
  return `${rule} ${name} ${plainWord(`${flag(value, anyCase)}^${value}`)} ${plainWord((written[2] ?? '').replaceAll('%', '%%'))}`;
}

/** The test that a rewriting rule of 1.x made of the request or response, as an anonymous ACL. */
function testOf(match: string, side: 'req' | 'res', anyCase: boolean): string | undefined {
  const regex = (sample: string, value: string) =>
    `{ ${sample} -m reg${anyCase ? ' -i' : ''} ${plainWord(`^${value}`)} }`;
  const path = side === 'req' ? pathStart.exec(match)?.[1] : undefined;
  if (path !== undefined) return regex('path', path);
  const alone = headerName.exec(match)?.[1];
  if (alone !== undefined) return `{ ${side}.fhdr(${alone}) -m found }`;
  const [, name, value] = headerValue.exec(match) ?? [];
  return name !== undefined && value ? regex(`${side}.fhdr(${name})`, value) : undefined;
}

/** PCRE's own flag, for the rules that have none for letters of either case. */
function flag(regex: string, anyCase: boolean): string {
  return anyCase && /[a-z]/i.test(regex.replace(/\\./g, '')) ? '(?i)' : '';
}

/** A text as one word that HAProxy hands on unchanged: quoted where a character of it would mean something to its reader. */
function plainWord(text: string): string {
  if (/^(?:[\w./:;,=+*@~^|()?[\]{}%<>!&-]|\\[.\dwWsSdDbB/?()[\]{}+*^|-])+$/.test(text)) return text;
  return `'${text.replaceAll("'", "'\\''")}'`;
}

const rewriting = /^(req|rsp)(i?)(rep|deny|allow|pass|tarpit|setbe)$/;

/** The rule that does what a rewriting directive of 1.x did, for the forms that people wrote. */
function rewritten(fact: Fact, replacedBy: string, match: string, next: string | undefined, condition: string) {
  const [, side, i, verb] = rewriting.exec(fact.name) ?? [];
  if (verb === undefined) return undefined;
  const anyCase = i === 'i';
  if (verb === 'rep') {
    if (next === undefined) return undefined;
    const path = side === 'req' ? replacePath(match, next) : undefined;
    const line = path ?? replaceHeader(replacedBy, match, next, anyCase);
    return line === undefined ? undefined : line + condition;
  }
  const test = testOf(match, side === 'req' ? 'req' : 'res', anyCase);
  if (test === undefined) return undefined;
  // Both have to be true, which is one list of conditions only where the old one is a plain list too.
  const [, list = ''] = /^ if (.+)$/s.exec(condition) ?? [];
  if (condition !== '' && (list === '' || /(^|\s)(or|\|\|)(\s|$)/.test(list))) return undefined;
  const target = verb === 'setbe' ? (next === undefined ? undefined : `${replacedBy} ${next}`) : replacedBy;
  return target === undefined ? undefined : `${target} if ${test}${list === '' ? '' : ` ${list}`}`;
}

/** The whole line anew, for the keywords whose arguments changed their form and are simple; undefined for all others. */
function translate(fact: Fact, replacedBy: string, { text, words }: Statement, start: number): string | undefined {
  const first = words.findIndex((word) => word.start === start) + 1;
  const [argument, next] = words.slice(first);
  if (!argument) return undefined;
  const from = (index: number) => {
    const word = words[first + index];
    return word ? ` ${text.slice(word.start, (words[words.length - 1] ?? word).end)}` : '';
  };
  if (fact.name === 'reqadd' || fact.name === 'rspadd') {
    const found = header.exec(argument.text);
    return found ? `${replacedBy} ${found[1]} ${quoted(found[2] ?? '')}${from(1)}` : undefined;
  }
  if (/^(req|rsp)i?del$/.test(fact.name)) {
    const found = headerName.exec(argument.text);
    return found ? `${replacedBy} ${found[1]}${from(1)}` : undefined;
  }
  if (rewriting.test(fact.name)) {
    const two = /(rep|setbe)$/.test(fact.name);
    return rewritten(fact, replacedBy, argument.text, two ? next?.text : undefined, from(two ? 2 : 1));
  }
  if (fact.name === 'nbproc') return /^\d+$/.test(argument.text) && !next ? `nbthread ${argument.text}` : undefined;
  if (fact.name === 'monitor-net') return `${replacedBy} { src ${argument.text} }`;
  if (fact.id.endsWith('/tune.quic.socket-owner')) {
    const value = { connection: 'default-on', listener: 'force-off' }[argument.text];
    return value === undefined ? undefined : `${replacedBy} ${value}`;
  }
  return undefined;
}

/** A value as the argument of a rule: percent signs start expressions there, and blanks need quotes. */
function quoted(value: string): string {
  const doubled = value.replaceAll('%', '%%');
  return /^[\w./:;,=+*@~^|%-]+$/.test(doubled) ? doubled : `"${doubled.replace(/["\\$]/g, '\\$&')}"`;
}
