/** Edits of whole lines of a section, for fixes; lines count from the section's header. */
import type { Edit } from '../../engine/text.ts';
import type { Section } from './configuration.ts';

/** Puts lines right below the header, indented as the section's other lines are. */
export function insertBelowHeader(section: Section, lines: readonly string[]): Edit {
  const column = section.text(0).length;
  const indent = indentOf(section);
  const place = { line: 0, column };
  return { start: place, end: place, text: lines.map((line) => `\n${indent}${line}`).join('') };
}

/** Takes lines out and puts them, in their order and with the comments right above them, behind another line. */
export function moveBehind(section: Section, lines: readonly number[], target: number): readonly Edit[] {
  const moved: string[] = [];
  const edits: Edit[] = [];
  for (const line of lines) {
    let from = line;
    while (from > 1 && isComment(section.text(from - 1))) from--;
    for (let each = from; each <= line; each++) moved.push(section.text(each));
    edits.push({ start: { line: from, column: 0 }, end: { line: line + 1, column: 0 }, text: '' });
  }
  const place = { line: target, column: section.text(target).length };
  return [...edits, { start: place, end: place, text: moved.map((text) => `\n${text}`).join('') }];
}

function isComment(text: string): boolean {
  return /^[ \t]*#/.test(text);
}

function indentOf(section: Section): string {
  const { length } = section.directives();
  for (let line = 1; line < length; line++) {
    const indent = /^([ \t]*)[^ \t#]/.exec(section.text(line))?.[1];
    if (indent !== undefined) return indent;
  }
  return '    ';
}
