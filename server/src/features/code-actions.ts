/** Code actions: the fixes of findings, and what can always be done about one. */
import { ignoreText, readDirective } from '../engine/directives.ts';
import type { FileView } from '../engine/file-view.ts';
import type { Finding } from '../engine/findings.ts';
import { type FileEdit, replace } from '../engine/rules.ts';

export interface CodeAction {
  readonly title: string;
  readonly finding: Finding;
  readonly preferred: boolean;
  /** Edits, or the command of the client that does it. */
  readonly edits: readonly FileEdit[];
  readonly command?: 'headroom.showRule' | 'headroom.setSeverity' | 'headroom.createHostProfile';
}

/** What can be done about the findings that touch some lines and columns. */
export function codeActions(view: FileView, findings: readonly Finding[]): readonly CodeAction[] {
  const places = new Map<number, IgnorePlace | undefined>();
  return findings.flatMap((finding) => {
    const { rule, fixes, line } = finding;
    if (!places.has(line)) places.set(line, ignorePlace(view, line));
    const place = places.get(line);
    const own = fixes.map((fix, index) => ({ title: fix.title, finding, preferred: index === 0, edits: fix.edits }));
    const always: CodeAction[] = [
      ...(place ? [{ title: `Ignore ${rule.id} here`, finding, preferred: false, edits: [place(rule.id)] }] : []),
      {
        title: `Set the severity of ${rule.id}…`,
        finding,
        preferred: false,
        edits: [],
        command: 'headroom.setSeverity',
      },
      { title: `Show the page of ${rule.id}`, finding, preferred: false, edits: [], command: 'headroom.showRule' },
    ];
    const host: CodeAction = {
      title: 'Describe this host in headroom.json',
      finding,
      preferred: true,
      edits: [],
      command: 'headroom.createHostProfile',
    };
    return [...own, ...(rule.id === 'headroom/host-unknown' ? [host] : []), ...always];
  });
}

/** Makes the edit that ignores a rule in one line. */
type IgnorePlace = (id: string) => FileEdit;

/**
 * A directive on a line of its own above the line, indented like it; one that is there already is made longer. Undefined
 * where no directive reaches: it speaks of the next statement, and never of a comment or an empty line.
 */
function ignorePlace({ analysis: { text, language } }: FileView, line: number): IgnorePlace | undefined {
  const here = text.line(line);
  if (language.read(here.text).words.length === 0) return undefined;
  const above = line > 0 ? text.line(line - 1).text : '';
  const directive = readDirective(above, language.read(above));
  if (directive?.kind === 'ignore' && directive.ownLine) {
    const { start, end, rules } = directive;
    return (id) => replace(start, end, ignoreText(directive, [...rules, id]), line - 1);
  }
  const indent = /^\s*/.exec(here.text)?.[0] ?? '';
  return (id) =>
    replace(0, 0, `${indent}${language.comment} headroom: ignore ${id} -- reason${here.end || '\n'}`, line);
}
