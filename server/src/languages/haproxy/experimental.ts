/** What HAProxy refuses without `expose-experimental-directives`, as its releases 2.4 to 3.5 do. */
import type { Slot } from '../../engine/slots.ts';
import type { Statement } from '../../engine/statement.ts';
import { standing } from '../../engine/version.ts';

interface Experiment {
  readonly since?: string;
  /** The first release that no longer asks. */
  readonly until?: string;
}

/** Directives, actions and options by fact. */
const facts: Readonly<Record<string, Experiment>> = {
  'action/attach-srv': { since: '2.9' },
  'action/normalize-uri': {},
  'bind-option/ech': { since: '3.3' },
  'bind-option/ktls': { since: '3.3' },
  'bind-option/nbconn': { since: '2.9' },
  'directive/global/force-cfg-parser-pause': { since: '3.1' },
  'directive/global/shm-stats-file': { since: '3.3', until: '3.4' },
  'directive/global/shm-stats-file-max-objects': { since: '3.3', until: '3.4' },
  'directive/global/trace': { until: '3.1' },
  'directive/global/tune.disable-fast-forward': { since: '2.8', until: '3.3' },
  'directive/global/tune.fd.edge-triggered': {},
  'directive/global/tune.fd.tables': { since: '3.5' },
  'server-option/ktls': { since: '3.3' },
};

/** Values by how they start, behind any word or behind some only. */
const values: readonly (readonly [RegExp, Experiment, behind?: ReadonlySet<string>])[] = [
  [/^rhttp@/, { since: '2.9' }],
  [/^nocc(?:-|\(|$)/, { since: '2.8' }, new Set(['quic-cc-algo'])],
  [/^quic(?:[46]@|\+)/, { since: '3.3' }, new Set(['server', 'server-template'])],
  [/^qmux$/, { since: '3.4' }, new Set(['proto'])],
];

/** Sections by kind. */
const sections: Readonly<Record<string, Experiment>> = { acme: { since: '3.2' } };

/** Whether a line may hold one of them: nearly none does, and only those that may are read. */
export const mayExperiment =
  /normalize-uri|attach-srv|rhttp@|nbconn|ktls|qmux|nocc|quic[46]@|quic\+|\bech\b|tune\.fd\.|tune\.disable-fast|shm-stats|parser-pause|^\W*trace\b|^["']?acme\b/;

/** What may use an experiment in a way that the text alone does not tell: nobody can call the permission idle then. */
export const hiddenExperiment = /quic|\bh3\b|\$/;

/** Whether a statement may hide an experiment: names, patterns and paths are what their writer made up, and use nothing. */
export function mayHideExperiment({ text, slots }: Statement): boolean {
  return hiddenExperiment.test(withoutOwnWords(text, slots));
}

/** Kinds of values that take any word and mean nothing but themselves. */
const ownWords: ReadonlySet<string> = new Set(['log-format', 'name', 'path', 'pattern', 'text']);

function withoutOwnWords(text: string, slots: readonly Slot[]): string {
  let rest = text;
  for (const { role, spec, start, end, uncertain, nested } of slots) {
    if (nested?.length) rest = withoutOwnWords(rest, nested);
    else if (role === 'value' && !uncertain && spec && ownWords.has(spec.kind))
      rest = rest.slice(0, start) + ' '.repeat(end - start) + rest.slice(end);
  }
  return rest;
}

/** The experiment that a statement makes in a version, and where it stands. */
export function experimentIn(
  statement: Statement,
  header: boolean,
  version: string,
): { readonly name: string; readonly start: number; readonly end: number } | undefined {
  const { words, fact, context } = statement;
  const first = words[0];
  if (!first) return undefined;
  if (header) {
    const section = sections[context.kind];
    return section && asked(section, version) ? { name: first.text, start: first.start, end: first.end } : undefined;
  }
  const directive = fact && facts[fact.id];
  if (directive && asked(directive, version)) return { name: first.text, start: first.start, end: first.end };
  return inSlots(statement.slots, version);
}

function inSlots(
  slots: readonly Slot[],
  version: string,
): { readonly name: string; readonly start: number; readonly end: number } | undefined {
  let behind = '';
  for (const { role, fact, text, start, end, nested } of slots) {
    if (role === 'name') behind = text;
    const named = role === 'name' && fact ? facts[fact.id] : undefined;
    if (named && asked(named, version)) return { name: text, start, end };
    if (role === 'value') {
      for (const [pattern, experiment, only] of values)
        if (pattern.test(text) && (!only || only.has(behind)) && asked(experiment, version))
          return { name: text, start, end };
    }
    const found = nested && inSlots(nested, version);
    if (found) return found;
  }
  return undefined;
}

function asked({ since, until }: Experiment, version: string): boolean {
  return standing(version, since, until) === 'current';
}
