/** Edits that give the global section other numbers. */

import type { ProxyEdits, ProxyNumbers } from '../../capacity/proxy-edits.ts';
import type { Analysis } from '../../engine/analysis.ts';
import type { FileView } from '../../engine/file-view.ts';
import { fileNameOf } from '../../engine/path.ts';
import type { FileEdit } from '../../engine/rules.ts';
import { decidingLine, mayBeElsewhere } from './capacity-global.ts';
import { globalSections } from './global-sections.ts';
import { isConditional } from './preprocessor.ts';
import { opensSection } from './sections.ts';

const directives = [
  ['maxconn', 'maxconn', 'connections'],
  ['bufsize', 'tune.bufsize', 'bytes'],
] as const;

/** Replaces the value in the line that decides; a directive that no line sets gets one below the header of `global`. */
export function haproxyEdits(view: FileView, numbers: ProxyNumbers): ProxyEdits {
  const edits: FileEdit[] = [];
  const problems: string[] = [];
  const missing: string[] = [];
  for (const [name, directive, unit] of directives) {
    const value = numbers[name];
    if (value === undefined) continue;
    const line = decidingLine(view, directive, unit);
    if (line === 'conditional')
      problems.push(`${directive} stands behind an '.if', which decides whether it is read: change it by hand.`);
    else if (line?.setting.uncertain)
      problems.push(
        `${directive} on line ${line.line + 1} of ${fileNameOf(line.analysis.path)} is '${line.setting.value}', which is filled in later: change it where that comes from.`,
      );
    else if (line) {
      const { start, end } = line.setting;
      const at = (column: number) => ({ line: line.line, column });
      edits.push({ path: line.analysis.path, start: at(start), end: at(end), text: String(value) });
    } else missing.push(`${directive} ${value}`);
  }
  if (missing.length > 0) {
    const insertion = inserted(view, missing);
    if (insertion) edits.push(insertion);
    else problems.push(`No global section is seen that could take ${missing.join(' and ')}.`);
  }
  return { edits, problems };
}

function inserted(view: FileView, lines: readonly string[]): FileEdit | undefined {
  const sections = globalSections(view);
  const section = sections.find(({ analysis, first }) => !isConditional(analysis, first));
  if (section) {
    const { analysis, first } = section;
    const header = analysis.text.line(first);
    const end = header.end || '\n';
    const indent = indentBelow(analysis, first);
    const place = { line: first, column: header.text.length };
    return {
      path: analysis.path,
      start: place,
      end: place,
      text: lines.map((line) => `${end}${indent}${line}`).join(''),
    };
  }
  const [analysis] = view.loaded;
  if (!analysis || sections.length > 0 || mayBeElsewhere(view)) return undefined;
  const header = analysis.text.lines.findIndex(({ text }) => opensSection(text));
  const place = { line: Math.max(0, header), column: 0 };
  return {
    path: analysis.path,
    start: place,
    end: place,
    text: `global\n${lines.map((line) => `    ${line}\n`).join('')}\n`,
  };
}

/** The indentation of the first directive below a header. */
function indentBelow({ text }: Analysis, header: number): string {
  const next = text.lines[header + 1]?.text ?? '';
  return /^([ \t]+)\S/.exec(next)?.[1] ?? '    ';
}
