/** Findings: everything the rules say of a file, after suppression and with the severities that the settings ask for. */
import { hostFacts } from '../host/facts.ts';
import type { At } from './analysis.ts';
import type { Directive } from './directives.ts';
import type { FileView } from './file-view.ts';
import { hostUnknown, invalidDirective, unusedIgnore } from './own-rules.ts';
import { type FileEdit, type Fix, type Related, type Rule, removeLine, replace, type Severity } from './rules.ts';

export interface Finding {
  readonly rule: Rule;
  readonly severity: Severity;
  readonly message: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly fixes: readonly Fix[];
  readonly related: readonly Related[];
}

/** A severity for each rule that shall not have its own; `off` silences it. */
export type Severities = Readonly<Record<string, Severity | 'off'>>;

/**
 * All findings of a file, in the order of their places.
 * @param view the file among those of its host
 */
export function findingsOf(view: FileView, severities: Severities = {}): readonly Finding[] {
  const { analysis } = view;
  const findings: Finding[] = [];
  const ignores: At<Directive>[] = [];
  let lacking = false;
  const add = (rule: Rule, line: number, report: Omit<Finding, 'rule' | 'line' | 'severity' | 'fixes' | 'related'> & Partial<Finding>) => {
    const severity = severities[rule.id] ?? report.severity ?? rule.severity;
    if (severity === 'off' || (rule.optIn && !severities[rule.id])) return;
    const { start, end, message, fixes = [], related = [] } = report;
    findings.push({ rule, severity, message, line, start, end, fixes, related });
  };

  analysis.blocks.forEach((block, index) => {
    const first = analysis.starts[index] as number;
    const summary = analysis.blockSummary(block);
    for (const { line, it } of summary.reports) {
      add(it.rule, first + line, { ...it, fixes: (it.fixes ?? []).map((fix) => shifted(fix, first + line)) });
    }
    for (const { line, it } of summary.directives) {
      if (it.kind === 'ignore' || it.kind === 'ignore-file') ignores.push({ line: first + line, it });
      if (it.problem) add(invalidDirective, first + line, { start: it.start, end: it.end, message: sentence(it.problem) });
    }
    for (const { line, it } of summary.lacks) {
      if (lacking) continue;
      lacking = true;
      const { description, example } = hostFacts[it.fact];
      add(hostUnknown, first + line, {
        start: it.start,
        end: it.end,
        message: `${it.what} Unknown for this host: ${it.fact} (${description.toLowerCase().replace(/\.$/, '')}). Say it in headroom.json or with '# headroom: host ${it.fact}=${example}'.`,
      });
    }
  });
  for (const rule of analysis.environment.rules.files) {
    for (const report of rule.file?.(view) ?? []) add(rule, report.line, report);
  }
  const heard = ignores.length > 0 ? suppressed(view, findings, ignores, add) : findings;
  return heard.sort((a, b) => a.line - b.line || a.start - b.start || (a.rule.id < b.rule.id ? -1 : 1));
}

/** Leaves out what directives ignore; a directive that ignores nothing is a finding itself. */
function suppressed(
  view: FileView,
  findings: Finding[],
  ignores: readonly At<Directive>[],
  add: (rule: Rule, line: number, report: { start: number; end: number; message: string; fixes: Fix[] }) => void,
): Finding[] {
  const known = new Set(view.analysis.environment.rules.all.map((rule) => rule.id));
  const covered = ignores.map(({ line, it }) => (it.kind === 'ignore-file' ? undefined : it.ownLine ? nextStatement(view, line) : line));
  const used = new Set<string>();
  const heard = findings.filter((finding) => {
    const silencing = ignores.findIndex(
      ({ it }, index) => it.rules.includes(finding.rule.id) && (covered[index] === undefined || covered[index] === finding.line),
    );
    if (silencing >= 0) used.add(`${silencing} ${finding.rule.id}`);
    return silencing < 0;
  });
  const before = findings.length;
  ignores.forEach(({ line, it }, index) => {
    for (const id of it.rules) {
      if (used.has(`${index} ${id}`) || !known.has(id)) {
        if (!known.has(id) && !isPartial(view)) {
          add(invalidDirective, line, { start: it.start, end: it.end, message: `No rule is called '${id}'.`, fixes: [] });
        }
        continue;
      }
      const left = it.rules.filter((other) => other !== id);
      const text = `headroom: ${it.kind} ${left.join(' ')}${it.reason ? ` -- ${it.reason}` : ''}`;
      const comment = view.analysis.statement(line).comment;
      const whole = it.ownLine ? removeLine(line) : replace(comment, view.analysis.text.line(line).text.length, '', line);
      const edit: FileEdit = left.length === 0 ? whole : replace(it.start, it.end, text, line);
      const fixes = [{ title: `Remove '${id}' from the directive`, safe: true, edits: [edit] }];
      add(unusedIgnore, line, { start: it.start, end: it.end, message: `Nothing here is reported as ${id}: the directive ignores nothing.`, fixes });
    }
  });
  return [...heard, ...findings.slice(before)];
}

/** Only some of the rules were asked, so that a rule's absence says nothing. */
function isPartial(view: FileView): boolean {
  return view.analysis.environment.rules.all.length < view.analysis.language.rules.length;
}

function nextStatement(view: FileView, line: number): number {
  const { lines } = view.analysis.text;
  for (let next = line + 1; next < lines.length; next++) {
    if (view.analysis.language.read((lines[next] as { text: string }).text).words.length > 0) return next;
  }
  return line;
}

function shifted(fix: Fix, by: number): Fix {
  const move = (at: FileEdit['start']) => ({ line: at.line + by, column: at.column });
  return { ...fix, edits: fix.edits.map((edit) => ({ ...edit, start: move(edit.start), end: move(edit.end) })) };
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
