/**
 * Words of closed lists that differ from release to release, alone or with commas between them.
 *
 *   <mode:choice tcp|http|log@2.9|health@0-3.3>    `log` from 2.9 on, `health` before 3.3
 *   <state:choice on|off warn>                     of any other word HAProxy only warns, and ignores it
 *   <families:choices ipv4|ipv6|auto>              one or more, with commas
 *   <families:choices ipv4|ipv6 empty>             … or an empty piece between them
 *   <unit:choice on|off icase>                     in capitals or not
 *   <element:choices any@0-3.5|all@3.5>            anything at all before 3.5
 */
import type { ValueSpec } from '../../../engine/signature.ts';
import type { ValueKind, ValueProblem } from '../../../engine/values/kind.ts';
import { compareVersions } from '../../../engine/version.ts';
import { targetVersion } from '../sections.ts';
import { byRelease } from './by-release.ts';

const none: readonly ValueProblem[] = [];
const flags = new Set(['warn', 'empty', 'icase']);
const latest = '99';

/** The words of a signature that a release knows. */
interface Words {
  readonly all: ReadonlySet<string>;
  readonly varies: boolean;
}

const wordsOf = byRelease((spec, release): Words => {
  const all = new Set<string>();
  let varies = false;
  for (const word of spec.words) {
    if (flags.has(word)) continue;
    const [name = '', range] = word.split('@');
    const [since = '0', until] = range?.split('-') ?? [];
    if (range !== undefined) varies = true;
    if (compareVersions(release, since) < 0 || (until !== undefined && compareVersions(release, until) >= 0)) continue;
    all.add(name);
  }
  return { all, varies };
});

/** Every word of a signature, of whatever release. */
function everyWord(spec: ValueSpec): readonly string[] {
  return spec.words.filter((word) => !flags.has(word)).map((word) => word.split('@')[0] ?? '');
}

function refused(spec: ValueSpec, words: Words, release: string, many: boolean): readonly ValueProblem[] {
  const list = [...words.all];
  const of = words.varies ? ` in HAProxy ${release}` : '';
  const detail = `${expected(list, many)}${of}`;
  return [
    { code: spec.words.includes('warn') ? 'ignored-value' : 'unknown-value', detail, candidates: () => words.all },
  ];
}

function expected(list: readonly string[], many: boolean): string {
  const quoted = list.map((word) => `'${word}'`).join(', ');
  if (many) return `one or more of ${quoted}, with commas between them`;
  return list.length === 1 ? quoted : `one of ${quoted}`;
}

export const choice: ValueKind = {
  name: 'choice',
  token: 'enumMember',
  accepts: (text, spec) => everyWord(spec).includes(spec.words.includes('icase') ? text.toLowerCase() : text),
  check(text, spec, { host }) {
    const release = targetVersion(host);
    const words = wordsOf(spec, release);
    const word = spec.words.includes('icase') ? text.toLowerCase() : text;
    return words.all.has(word) || words.all.has('any') ? none : refused(spec, words, release, false);
  },
  complete: (spec) => Array.from(wordsOf(spec, latest).all, (text) => ({ text })),
  expects: (spec) => expected([...wordsOf(spec, latest).all], false),
};

export const choices: ValueKind = {
  name: 'choices',
  token: 'enumMember',
  check(text, spec, { host }) {
    const release = targetVersion(host);
    const words = wordsOf(spec, release);
    const empty = spec.words.includes('empty');
    if (words.all.has('any')) return none;
    for (const piece of text.split(',')) {
      if (!words.all.has(piece) && !(empty && piece === '')) return refused(spec, words, release, true);
    }
    return none;
  },
  complete: (spec) => Array.from(wordsOf(spec, latest).all, (text) => ({ text })),
  expects: (spec) => expected([...wordsOf(spec, latest).all], true),
};
