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
    '/(redisp|redispatch|block|dispatch|transparent|no-quic|tune\\.quic\\..*|tune\\.ssl\\..*)$',
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
  const { replacedBy } = fact;
  if (!replacedBy || !exists(replacedBy, version)) return { hint: '', fixes: [] };
  const fix = (from: number, to: number, text: string, safe: boolean): Fix => ({
    title: `Write '${clipped(text)}'`,
    safe,
    edits: [replace(from, to, text)],
  });
  const hint = ` '${replacedBy}' takes its place.`;
  if (sameArguments.test(fact.id)) return { hint, fixes: [fix(start, end, replacedBy, true)] };
  const last = statement.words[statement.words.length - 1]?.end ?? end;
  const translated = translate(fact, replacedBy, statement, start);
  return { hint, fixes: translated === undefined ? [] : [fix(start, last, translated, false)] };
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

/** A request line as `reqrep` matched it: the method, a blank, and the path with all behind it in a last group. */
const requestLine = /^\^\(\[\^ :?\]\*\) (\/.*\(\.\*\))\$?$/;
/** What it was replaced by: the method, a blank and a new path. */
const newRequestLine = /^\\1 (\/\S*)$/;

/** `reqrep` on the path as `http-request replace-path`, where the method stays as it is; groups count one less. */
function replacePath(match: string, replacement: string): string | undefined {
  const path = requestLine.exec(match)?.[1];
  const written = newRequestLine.exec(replacement)?.[1];
  if (path === undefined || written === undefined || /\\1(?!\d)/.test(written)) return undefined;
  const shifted = written.replace(/\\([2-9])/g, (_, group: string) => `\\${Number(group) - 1}`);
  return `http-request replace-path ${quotedRegex(`^${path}`)} ${shifted}`;
}

function quotedRegex(regex: string): string {
  return /^[\w./:;,=+*@~^|()?[\]\\-]+$/.test(regex) ? regex : `'${regex.replaceAll("'", '.')}'`;
}

/** The whole line anew, for the keywords whose arguments changed their form and are simple; undefined for all others. */
function translate(fact: Fact, replacedBy: string, { text, words }: Statement, start: number): string | undefined {
  const first = words.findIndex((word) => word.start === start) + 1;
  const [argument, next] = words.slice(first);
  if (!argument) return undefined;
  const condition = next ? ` ${text.slice(next.start, (words[words.length - 1] ?? next).end)}` : '';
  if (fact.name === 'reqadd' || fact.name === 'rspadd') {
    const found = header.exec(argument.text);
    return found ? `${replacedBy} ${found[1]} ${quoted(found[2] ?? '')}${condition}` : undefined;
  }
  if (/^(req|rsp)i?del$/.test(fact.name)) {
    const found = headerName.exec(argument.text);
    return found ? `${replacedBy} ${found[1]}${condition}` : undefined;
  }
  if (/^reqi?rep$/.test(fact.name) && next && !words[first + 2]) return replacePath(argument.text, next.text);
  if (fact.name === 'nbproc') return /^\d+$/.test(argument.text) && !next ? `nbthread ${argument.text}` : undefined;
  if (fact.name === 'monitor-net') return `${replacedBy} { src ${argument.text} }`;
  return undefined;
}

/** A value as the argument of a rule: percent signs start expressions there, and blanks need quotes. */
function quoted(value: string): string {
  const doubled = value.replaceAll('%', '%%');
  return /^[\w./:;,=+*@~^|%-]+$/.test(doubled) ? doubled : `"${doubled.replace(/["\\$]/g, '\\$&')}"`;
}
