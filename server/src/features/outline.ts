/** Outline and folding: the blocks of a file and the comments above its lines. */
import type { Analysis } from '../engine/analysis.ts';
import { fileSettings } from '../engine/file-view.ts';

export interface OutlineEntry {
  readonly name: string;
  readonly detail: string;
  readonly kind: 'block' | 'setting' | 'definition';
  /** First and last line of what belongs to it. */
  readonly line: number;
  readonly lastLine: number;
  /** Columns of the name in the first line. */
  readonly start: number;
  readonly end: number;
  readonly children: readonly OutlineEntry[];
}

/**
 * Blocks with the names they define; in a file without blocks, the settings.
 * @param detailed whether what stands inside the blocks is told too; without it no line but the headers has to be read
 */
export function outline(analysis: Analysis, detailed = true): readonly OutlineEntry[] {
  const blocks = analysis.blocks.flatMap((block, index) => {
    if (!block.headed) return [];
    const first = analysis.starts[index] as number;
    const header = block.lines[0]?.text ?? '';
    const { kind, name } = block.context;
    const children: OutlineEntry[] = [];
    if (detailed) {
      analysis.eachName(block, ({ name: defined, namespace, defines, start, end }, line) => {
        if (line > 0 && defines)
          children.push(entry(defined, namespace, 'definition', first + line, first + line, start, end));
      });
    }
    const start = Math.max(0, header.search(/\S/));
    return [
      {
        ...entry(
          name || kind,
          name ? kind : '',
          'block',
          first,
          lastContent(block.lines, first),
          start,
          header.trimEnd().length,
        ),
        children,
      },
    ];
  });
  if (blocks.length > 0 || !detailed) return blocks;
  return fileSettings(analysis).map(({ line, setting }) =>
    entry(setting.key, setting.value, 'setting', line, line, setting.start, setting.end),
  );
}

export interface Fold {
  readonly line: number;
  readonly lastLine: number;
  readonly kind: 'region' | 'comment';
}

/** Blocks, and runs of at least two comment lines. */
export function folding(analysis: Analysis): readonly Fold[] {
  const folds: Fold[] = [];
  analysis.blocks.forEach((block, index) => {
    const first = analysis.starts[index] as number;
    const last = lastContent(block.lines, first);
    if (block.headed && last > first) folds.push({ line: first, lastLine: last, kind: 'region' });
  });
  const { lines } = analysis.text;
  for (let line = 0; line < lines.length; line++) {
    const from = line;
    while (line < lines.length && /^\s*[#;]/.test(lines[line]?.text ?? '')) line++;
    if (line - from >= 2) folds.push({ line: from, lastLine: line - 1, kind: 'comment' });
  }
  return folds;
}

function entry(
  name: string,
  detail: string,
  kind: OutlineEntry['kind'],
  line: number,
  lastLine: number,
  start: number,
  end: number,
): OutlineEntry {
  return { name, detail, kind, line, lastLine, start, end, children: [] };
}

/** The last line of a block that says something: blank lines and comments before the next header belong to that one. */
function lastContent(lines: readonly { readonly text: string }[], first: number): number {
  let last = lines.length - 1;
  while (last > 0 && /^\s*(#.*)?$/.test(lines[last]?.text ?? '')) last--;
  return first + last;
}
