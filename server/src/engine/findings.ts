/** Findings: everything the rules say of a file, after suppression and with the severities that the settings ask for. */
import { describeFact } from '../host/facts.ts';
import type { Analysis, At, BlockSummary } from './analysis.ts';
import { type Directive, ignoreText } from './directives.ts';
import type { FileView } from './file-view.ts';
import { blocksWhere, placed } from './names.ts';
import { clipped, nearest, quotedList } from './nearest.ts';
import { hostUnknown, invalidDirective, unusedIgnore } from './own-rules.ts';
import {
  type FileEdit,
  type FileReport,
  type Fix,
  type Related,
  type Rule,
  removeLine,
  replace,
  type Severity,
} from './rules.ts';

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

/** A severity for each rule that shall not have its own; `off` silences it, `on` lets an opt-in rule speak with its own. */
export type Severities = Readonly<Record<string, Severity | 'off' | 'on'>>;

/**
 * All findings of a file, in the order of their places.
 * @param view the file among those of its host
 */
export function findingsOf(view: FileView, severities: Severities = {}): readonly Finding[] {
  const { analysis } = view;
  const findings: Finding[] = [];
  const ignores: At<Directive>[] = [];
  const doubtful = analysis.language.doubtful?.(analysis);
  const crlf = analysis.text.line(0).end === '\r\n';
  let lacking = false;
  const add = (
    rule: Rule,
    line: number,
    report: Omit<Finding, 'rule' | 'line' | 'severity' | 'fixes' | 'related'> & Partial<Finding>,
  ) => {
    const judged = report.severity ?? rule.severity;
    if (isSilent(rule, severities)) return;
    const asked = severities[rule.id] as Severity | 'on' | undefined;
    const own = judged === 'error' && doubtful?.(line, rule) ? 'warning' : judged;
    const severity = asked === undefined || asked === 'on' ? own : asked;
    const { start, end, message, fixes = [], related = [] } = report;
    findings.push({ rule, severity, message, line, start, end, fixes: crlf ? fixes.map(withCrlf) : fixes, related });
  };
  /** What lines say stays the same finding as long as nothing moves it: most of a huge file's do so from key to key. */
  const addReports = (summary: BlockSummary, first: number) => {
    const known = said.get(summary);
    if (known && known.first === first && known.severities === severities && known.crlf === crlf && !doubtful) {
      for (const finding of known.findings) findings.push(finding);
      return;
    }
    const before = findings.length;
    for (const { line, it } of summary.reports)
      add(it.rule, first + line, { ...it, fixes: (it.fixes ?? []).map((fix) => shifted(fix, first + line)) });
    if (!doubtful) said.set(summary, { first, severities, crlf, findings: findings.slice(before) });
  };

  for (const { block, first } of placed(analysis, analysis.fold(speaking))) {
    const summary = analysis.blockSummary(block);
    addReports(summary, first);
    for (const { line, it } of summary.directives) {
      if (it.kind === 'ignore' || it.kind === 'ignore-file') ignores.push({ line: first + line, it });
      if (it.problem)
        add(invalidDirective, first + line, { start: it.start, end: it.end, message: sentence(it.problem) });
    }
    for (const { line, it } of summary.lacks) {
      if (lacking) continue;
      lacking = true;
      const { description, example } = describeFact(it.fact);
      add(hostUnknown, first + line, {
        start: it.start,
        end: it.end,
        message: `${it.what} Unknown for this host: ${it.fact} (${description.toLowerCase().replace(/\.$/, '')}). Say it in headroom.json or with '# headroom: host ${example}'.`,
      });
    }
  }
  for (const rule of analysis.environment.rules.files) {
    if (isSilent(rule, severities)) continue;
    for (const report of rule.file?.(view) ?? []) {
      const known = told.get(report);
      if (known && known.severities === severities && known.crlf === crlf && !doubtful) {
        findings.push(known.finding);
        continue;
      }
      const before = findings.length;
      add(rule, report.line, report);
      const finding = findings[before];
      if (finding && !doubtful) told.set(report, { severities, crlf, finding });
    }
  }
  const heard = ignores.length > 0 ? suppressed(view, findings, ignores, severities, add) : findings;
  return heard.sort((a, b) => a.line - b.line || a.start - b.start || compareIds(a.rule.id, b.rule.id));
}

/** What a finding depends on besides the report. */
interface Manner {
  readonly severities: Severities;
  readonly crlf: boolean;
}

interface LineFindings extends Manner {
  readonly first: number;
  readonly findings: readonly Finding[];
}

/** What was said last of each block with reports. */
const said = new WeakMap<BlockSummary, LineFindings>();

/** Rules over a whole file that have nothing else to say give the same reports again. */
const told = new WeakMap<FileReport, Manner & { readonly finding: Finding }>();

/** The blocks of which something is said line by line. */
const speaking = blocksWhere('speaking', (analysis, block) => {
  const { reports, directives, lacks } = analysis.blockSummary(block);
  return reports.length > 0 || directives.length > 0 || lacks.length > 0;
});

/** Leaves out what directives ignore; a directive that ignores nothing is a finding itself. */
function suppressed(
  view: FileView,
  findings: readonly Finding[],
  ignores: readonly At<Directive>[],
  severities: Severities,
  add: (rule: Rule, line: number, report: { start: number; end: number; message: string; fixes: Fix[] }) => void,
): Finding[] {
  const { analysis } = view;
  const rules = new Map(analysis.environment.rules.all.map((rule) => [rule.id, rule]));
  const covered = coveredLines(analysis, ignores);
  const silencing = new Map<string, number>();
  ignores.forEach(({ it }, index) => {
    for (const id of it.rules) {
      const place = `${covered[index] ?? ''} ${id}`;
      if (!silencing.has(place)) silencing.set(place, index);
    }
  });
  const used = new Set<string>();
  const isHeard = ({ rule: { id }, line }: Finding) => {
    const index = silencing.get(`${line} ${id}`) ?? silencing.get(` ${id}`);
    if (index !== undefined) used.add(`${index} ${id}`);
    return index === undefined;
  };
  const heard = findings.filter(isHeard);
  const before = findings.length;
  const lacking = linesThatLack(analysis);
  ignores.forEach(({ line, it }, index) => {
    for (const id of it.rules) {
      const rule = rules.get(id);
      const place = { start: it.start, end: it.end };
      if (!rule) {
        const near = nearest(id, rules.keys());
        const hint = near.length > 0 ? `; did you mean ${quotedList(near)}?` : '.';
        if (!isPartial(view))
          add(invalidDirective, line, { ...place, message: `No rule is called '${clipped(id)}'${hint}`, fixes: [] });
        continue;
      }
      // Where the rule was not asked, or a fact about the host is missing, nobody can tell what it would have said.
      const unknown =
        isSilent(rule, severities) || (covered[index] === undefined ? lacking.size > 0 : lacking.has(covered[index]));
      if (used.has(`${index} ${id}`) || unknown || rule === unusedIgnore || rule === invalidDirective) continue;
      const fixes = [
        { title: `Remove '${id}' from the directive`, safe: true, edits: [withoutRule(analysis, line, it, id)] },
      ];
      add(unusedIgnore, line, {
        ...place,
        message: `Nothing here is reported as ${id}: the directive ignores nothing.`,
        fixes,
      });
    }
  });
  return [...heard, ...findings.slice(before).filter(isHeard)];
}

/** The line that each directive speaks of; undefined for the whole file. */
function coveredLines(analysis: Analysis, ignores: readonly At<Directive>[]): readonly (number | undefined)[] {
  const { lines } = analysis.text;
  const covered: (number | undefined)[] = [];
  let next = lines.length;
  let seen = lines.length;
  // From the last one up, so that directives in a row look for their statement only once.
  for (let index = ignores.length - 1; index >= 0; index--) {
    const { line, it } = ignores[index] as At<Directive>;
    for (; seen > line + 1; seen--)
      if (analysis.language.read(analysis.text.line(seen - 1).text).words.length > 0) next = seen - 1;
    covered[index] = it.kind === 'ignore-file' ? undefined : it.ownLine ? next : line;
  }
  return covered;
}

/** The lines where a rule said that a fact about the host is missing. */
function linesThatLack(analysis: Analysis): ReadonlySet<number> {
  const lines = analysis.blocks.flatMap((block, index) =>
    analysis.blockSummary(block).lacks.map((lack) => (analysis.starts[index] as number) + lack.line),
  );
  return new Set(lines);
}

/** The edit that takes a rule out of a directive, and with the last rule the directive. */
function withoutRule(analysis: Analysis, line: number, directive: Directive, id: string): FileEdit {
  const left = directive.rules.filter((other) => other !== id);
  if (left.length > 0) return replace(directive.start, directive.end, ignoreText(directive, left), line);
  if (directive.ownLine) return removeLine(line);
  const { comment, text } = analysis.statement(line);
  return replace(text.slice(0, comment).trimEnd().length, text.length, '', line);
}

/** Only some of the rules were asked, so that a rule's absence says nothing. */
function isPartial(view: FileView): boolean {
  return view.analysis.environment.rules.all.length < view.analysis.language.rules.length;
}

/** Whether the settings keep a rule from speaking. */
function isSilent(rule: Rule, severities: Severities): boolean {
  return severities[rule.id] === 'off' || (rule.optIn === true && !severities[rule.id]);
}

/** Rules write LF, and what is inserted into a file with other line ends gets those; a replacement is what the rule says. */
function withCrlf(fix: Fix): Fix {
  const isInsertion = ({ start, end }: FileEdit) => start.line === end.line && start.column === end.column;
  const edits = fix.edits.map((edit) =>
    isInsertion(edit) ? { ...edit, text: edit.text.replace(/\r?\n/g, '\r\n') } : edit,
  );
  return { ...fix, edits };
}

/** A fix that was told of lines from some line on, for lines from the first. */
export function shifted(fix: Fix, by: number): Fix {
  const move = (at: FileEdit['start']) => ({ line: at.line + by, column: at.column });
  return { ...fix, edits: fix.edits.map((edit) => ({ ...edit, start: move(edit.start), end: move(edit.end) })) };
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function compareIds(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
