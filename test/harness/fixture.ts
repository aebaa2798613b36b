/**
 * Fixtures: configuration text with a two-column gutter. Two spaces stand before content, `# ` before a note; a note points
 * with carets at the content line above it, `$0` in the content is the cursor, and `# --- path` starts another file.
 *
 *     vm.swappiness = 60
 *   # ^^^^^^^^^^^^^ warning: 'vm.swappiness' is set again below 💡
 *     vm.swappiness = 10
 *
 * Characters that nobody can see are written as the pictures Unicode has for control characters: `␀` is a NUL, `␍` a CR,
 * `␂` at the start of a text a byte order mark, and `␃` at its end says that no line feed follows.
 */

export interface FixtureFile {
  readonly path: string | undefined;
  readonly source: string;
  /** Where `$0` stood. */
  readonly cursor: { readonly line: number; readonly column: number } | undefined;
}

export interface Note {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Splits a fixture into its files, without the notes. Throws on a line with no gutter. */
export function readFixture(fixture: string): readonly FixtureFile[] {
  const files: { path: string | undefined; lines: string[] }[] = [];
  for (const [index, line] of fixture.split('\n').entries()) {
    const path = /^# --- (\S+)$/.exec(line)?.[1];
    if (path) files.push({ path, lines: [] });
    else if (line === '' || line.startsWith('  ')) {
      if (files.length === 0) files.push({ path: undefined, lines: [] });
      (files[files.length - 1] as { lines: string[] }).lines.push(line.slice(2));
    } else if (!line.startsWith('# ') && line !== '#')
      throw new Error(`fixture line ${index + 1} has no gutter: ${JSON.stringify(line)}`);
  }
  return files.map(({ path, lines }) => {
    const line = lines.findIndex((text) => text.includes('$0'));
    const cursor = line < 0 ? undefined : { line, column: (lines[line] as string).indexOf('$0') };
    return { path, source: unpictured(`${lines.join('\n').replace('$0', '')}\n`), cursor };
  });
}

/** Writes files with notes as a fixture; the inverse of `readFixture`, but for the cursor. */
export function writeFixture(
  files: readonly { path: string | undefined; source: string; notes: readonly Note[] }[],
): string {
  const out: string[] = [];
  for (const { path, source, notes } of files) {
    if (path) out.push(`# --- ${path}`);
    const lines = pictured(source).replace(/\n$/, '').split('\n');
    lines.forEach((text, line) => {
      out.push(text === '' ? '' : `  ${text}`);
      for (const note of notes) {
        if (note.line !== line) continue;
        out.push(`# ${' '.repeat(note.start)}${'^'.repeat(Math.max(1, note.end - note.start))} ${note.text}`);
      }
    });
  }
  return out.join('\n');
}

const pictures: readonly (readonly [picture: string, character: string])[] = [
  ['␀', '\0'],
  ['␍', '\r'],
  ['␂', '\uFEFF'],
  ['␃\n', ''],
];

function unpictured(source: string): string {
  return pictures.reduce((text, [picture, character]) => text.replaceAll(picture, character), source);
}

function pictured(source: string): string {
  const ended = source === '' || source.endsWith('\n') ? source : `${source}␃\n`;
  return pictures.reduce(
    (text, [picture, character]) => (character ? text.replaceAll(character, picture) : text),
    ended,
  );
}
