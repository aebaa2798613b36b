/** Markdown for a terminal. */
import type { Paint } from './colours.ts';

/** Headings are painted, fenced code is indented and loses its fence, links are written out. Ends with a line end. */
export function renderMarkdown(markdown: string, paint: Paint): string {
  let fenced = false;
  const out: string[] = [];
  for (const line of markdown.trimEnd().split('\n')) {
    if (line.startsWith('```')) fenced = !fenced;
    else if (fenced) out.push(line === '' ? '' : `    ${line}`);
    else if (line.startsWith('#')) out.push(paint('bold', line.replace(/^#+ /, '')));
    else out.push(line.replace(/\[([^\]]+)\]\(([^)]+)\)/g, '$1: $2'));
  }
  return `${out.join('\n')}\n`;
}
