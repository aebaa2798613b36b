import type { Analysis, At, Block } from '../../../engine/analysis.ts';
import type { FileView } from '../../../engine/file-view.ts';
import { linesMarked, markedWhere } from '../../../engine/marks.ts';
import { blockNote, placed, sharedNames } from '../../../engine/names.ts';
import { clipped } from '../../../engine/nearest.ts';
import type { FileReport, Rule } from '../../../engine/rules.ts';
import { isConditional } from '../preprocessor.ts';
import { createSection, danglingReferences, isDefined, knowsAllNames, missingReport } from '../references.ts';

/**
 * HAProxy accepts a `log` line whose ring, backend or profile does not exist, and sends nothing (`postresolve_logger_list` in
 * src/log.c drops such a target in silence).
 */
export const undefinedLogTarget: Rule = {
  id: 'haproxy/undefined-log-target',
  title: 'A log line names a ring, a backend or a profile that does not exist',
  severity: 'warning',
  advice: true,
  file(view) {
    const { analysis } = view;
    const targets = placed(analysis, analysis.fold(withTargets)).flatMap(({ block, first }) =>
      targetsIn(analysis, block).flatMap(({ line, it }) => reportOn(view, first + line, it) ?? []),
    );
    const profiles = danglingReferences(view, 'log-profile').flatMap(({ line, it: { name, start, end } }) => {
      if (analysis.statement(line).fact?.name !== 'log' || !knowsAllNames(view, 'log-profile')) return [];
      const told = `No log-profile section is called '${clipped(name)}', and HAProxy logs as if none were named`;
      const candidates = () => sharedNames(view, 'log-profile');
      return [missingReport(view, { namespace: 'log-profile', name, line, start, end, told, candidates })];
    });
    return [...targets, ...profiles];
  },
};

interface Target {
  readonly kind: 'ring' | 'backend';
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

const withTargets = markedWhere(
  'haproxy/log-targets',
  'at sign',
  (analysis, block) => targetsIn(analysis, block).length > 0,
);

function targetsIn(analysis: Analysis, block: Block): readonly At<Target>[] {
  return blockNote(analysis, block, 'haproxy/log-targets', () => {
    const { facts } = analysis.blockSummary(block);
    return linesMarked(analysis, block, 'at sign').flatMap(({ line, text }) => {
      const it = facts[line]?.name === 'log' ? targetOn(analysis, text) : undefined;
      return it ? [{ line, it }] : [];
    });
  });
}

function targetOn(analysis: Analysis, text: string): Target | undefined {
  const [directive, word] = analysis.language.read(text).words;
  const found = /^(ring|backend)@(.+)$/.exec(word?.text ?? '');
  if (!word || !found || directive?.text !== 'log' || word.uncertain) return undefined;
  if (word.end - word.start !== word.text.length) return undefined;
  const [, kind, name = ''] = found;
  return { kind: kind as Target['kind'], name, start: word.end - name.length, end: word.end };
}

/** Rings that HAProxy makes by itself. */
const builtIn = new Set(['buf0', 'dpapi', 'stderr', 'stdout']);

function reportOn(view: FileView, line: number, { kind, name, start, end }: Target): FileReport | undefined {
  if (isConditional(view.analysis, line) || isDefined(view, kind, name) || !knowsAllNames(view, kind)) return undefined;
  if (kind === 'ring' && builtIn.has(name)) return undefined;
  const told = `No ${kind} section is called '${clipped(name)}', and HAProxy drops these messages in silence`;
  const candidates = () => sharedNames(view, kind);
  const fixes = kind === 'ring' ? [createSection(view.analysis, kind, name, newRing)] : [];
  return missingReport(view, { namespace: kind, name, line, start, end, told, candidates, selected: true, fixes });
}

/** A ring that keeps the messages in memory, for `show events` to read. */
const newRing = ['format rfc5424', 'size 32764'];
