/** Applies safe fixes to the files of a project until none is left. */
import type { Finding } from '../../engine/findings.ts';
import type { FileEdit, Fix, Rule } from '../../engine/rules.ts';
import type { Edit, Text } from '../../engine/text.ts';
import type { Project } from '../../host/project.ts';

interface Candidate {
  readonly finding: Finding;
  /** Edits by path. */
  readonly edits: ReadonlyMap<string, readonly Edit[]>;
}

/** How many fixes one finding may lead to, one after another: a removed keyword is replaced, then its value gets a unit. */
const longestChain = 10;

/**
 * Changes the texts in the project; nothing is written.
 * @param paths the files that may be changed; a fix that reaches beyond them is left out
 * @returns how many fixes were applied
 */
export function applySafeFixes(project: Project, paths: readonly string[]): number {
  const allowed = new Set(paths);
  // Rules with a fix that does not take its finding away: it would be applied for ever.
  const distrusted = new Set<Rule>();
  let candidates = candidatesIn(project, allowed);
  const enough = candidates.length * longestChain;
  let applied = 0;
  let most = Number.POSITIVE_INFINITY;
  while (applied < enough) {
    const chosen = choose(candidates.filter(({ finding }) => !distrusted.has(finding.rule))).slice(0, most);
    const rule = chosen[0]?.finding.rule;
    if (!rule) break;
    const before = textsOf(project, paths);
    applyAll(project, chosen);
    const left = candidatesIn(project, allowed);
    if (countOf(left, rule) <= countOf(candidates, rule) - chosen.length) {
      applied += chosen.length;
      candidates = left;
      most = Number.POSITIVE_INFINITY;
      continue;
    }
    for (const [path, text] of before) project.change(path, text);
    // Alone it is known which fix it was; before that, half of them may be without fault.
    if (chosen.length === 1) distrusted.add(rule);
    most = chosen.length === 1 ? Number.POSITIVE_INFINITY : Math.ceil(chosen.length / 2);
  }
  return applied;
}

function countOf(candidates: readonly Candidate[], rule: Rule): number {
  return candidates.filter(({ finding }) => finding.rule === rule).length;
}

function candidatesIn(project: Project, allowed: ReadonlySet<string>): readonly Candidate[] {
  const candidates: Candidate[] = [];
  for (const path of allowed) {
    for (const finding of project.findingsOf(path)) {
      const fix = finding.fixes.find((each) => each.safe);
      const edits = fix && editsByPath(path, fix);
      if (edits && [...edits.keys()].every((each) => allowed.has(each))) candidates.push({ finding, edits });
    }
  }
  return candidates;
}

/**
 * The fixes of one round: those of one rule that do not touch each other. Of a rule that looks at whole files only the first,
 * since each may make another one wrong.
 */
function choose(candidates: readonly Candidate[]): readonly Candidate[] {
  const rule = candidates[0]?.finding.rule;
  if (rule?.file) return candidates.slice(0, 1);
  const chosen: Candidate[] = [];
  const taken = new Map<string, Edit[]>();
  for (const candidate of candidates) {
    if (candidate.finding.rule !== rule) continue;
    const isFree = [...candidate.edits].every(([path, edits]) =>
      edits.every((edit) => !taken.get(path)?.some((other) => touch(edit, other))),
    );
    if (!isFree) continue;
    chosen.push(candidate);
    for (const [path, edits] of candidate.edits) taken.set(path, [...(taken.get(path) ?? []), ...edits]);
  }
  return chosen;
}

function applyAll(project: Project, chosen: readonly Candidate[]): void {
  const byPath = new Map<string, Edit[]>();
  for (const { edits } of chosen) {
    for (const [path, each] of edits) byPath.set(path, [...(byPath.get(path) ?? []), ...each]);
  }
  for (const [path, edits] of byPath) {
    const text = textOf(project, path);
    project.change(path, text.editedBy(edits.map((edit) => withLineEndsOf(text, edit))));
  }
}

function editsByPath(path: string, fix: Fix): ReadonlyMap<string, readonly Edit[]> {
  const edits = new Map<string, FileEdit[]>();
  for (const edit of fix.edits) {
    const target = edit.path ?? path;
    edits.set(target, [...(edits.get(target) ?? []), edit]);
  }
  return edits;
}

/** Whether two edits would change the same characters or put text into the same place. */
function touch(a: Edit, b: Edit): boolean {
  if (a.start.line === b.start.line && a.start.column === b.start.column) return true;
  return isBefore(a.start, b.end) && isBefore(b.start, a.end);
}

function isBefore(a: Edit['start'], b: Edit['start']): boolean {
  return a.line < b.line || (a.line === b.line && a.column < b.column);
}

/** An edit whose new lines end as those of the text do. */
function withLineEndsOf(text: Text, edit: Edit): Edit {
  return text.line(0).end === '\r\n' ? { ...edit, text: edit.text.replace(/\r?\n/g, '\r\n') } : edit;
}

function textsOf(project: Project, paths: readonly string[]): ReadonlyMap<string, Text> {
  return new Map(paths.map((path) => [path, textOf(project, path)]));
}

function textOf(project: Project, path: string): Text {
  const analysis = project.workspace.get(path);
  if (!analysis) throw new Error(`not in the project: ${path}`);
  return analysis.text;
}
