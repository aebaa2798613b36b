/** Code actions: the fixes of findings, and what can always be done about one. */
import type { FileView } from '../engine/file-view.ts';
import type { Finding } from '../engine/findings.ts';
import type { FileEdit } from '../engine/rules.ts';

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
  return findings.flatMap((finding) => {
    const { rule, fixes, line } = finding;
    const own = fixes.map((fix, index) => ({ title: fix.title, finding, preferred: index === 0, edits: fix.edits }));
    const always: CodeAction[] = [
      { title: `Ignore ${rule.id} here`, finding, preferred: false, edits: [ignoreEdit(view, line, rule.id)] },
      { title: `Set the severity of ${rule.id}…`, finding, preferred: false, edits: [], command: 'headroom.setSeverity' },
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

/** A directive on a line of its own above the finding, indented like it; one that is there already is made longer. */
function ignoreEdit(view: FileView, line: number, id: string): FileEdit {
  const { analysis } = view;
  const above = line > 0 ? analysis.text.line(line - 1).text : '';
  const directive = /^\s*[#;]\s*headroom:\s*ignore(?:\s+[\w/-]+)+/.exec(above);
  if (directive) {
    const at = { line: line - 1, column: directive[0].length };
    return { start: at, end: at, text: ` ${id}` };
  }
  const indent = /^\s*/.exec(analysis.text.line(line).text)?.[0] ?? '';
  const at = { line, column: 0 };
  return { start: at, end: at, text: `${indent}${analysis.language.comment} headroom: ignore ${id} -- reason${analysis.text.line(line).end || '\n'}` };
}
