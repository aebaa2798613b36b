/**
 * Fixtures for grammars. Two columns of gutter: configuration stands behind two spaces, notes behind `# `. A note points with
 * carets at the line of configuration above it and names the scopes that exactly this stretch has:
 *
 *     timeout client 30s
 *   # ^^^^^^^ keyword.other.directive.haproxy
 *   #                  ^ keyword.other.unit.haproxy
 *
 * A scope with `!` before it is one that no character of the stretch has; it may be the beginning of a scope's name. Notes
 * without carets are remarks.
 */
import { type GrammarLanguage, type ScopedLine, tokenise } from './tokenizer.ts';

/** Checks every note of a fixture. Throws with the line and what is there instead, and where a fixture checks nothing. */
export async function checkFixture(language: GrammarLanguage, fixture: string): Promise<void> {
  const { content, notes } = readFixture(fixture);
  if (notes.length === 0) throw new Error('the fixture asserts nothing: no note with carets');
  const lines = await tokenise(language, content);
  const wrong = notes.flatMap((note) => check(note, lines));
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
}

interface Note {
  /** Of the fixture, counted from 1. */
  readonly line: number;
  /** Index of the line of configuration it points at. */
  readonly target: number;
  readonly start: number;
  readonly end: number;
  readonly scopes: readonly string[];
}

function readFixture(fixture: string): { content: readonly string[]; notes: readonly Note[] } {
  const content: string[] = [];
  const notes: Note[] = [];
  for (const [index, text] of fixture.split('\n').entries()) {
    const line = index + 1;
    if (text.trim() === '') {
      // A blank line of the fixture is a blank line of the configuration, so that what follows starts afresh.
      content.push('');
    } else if (text.startsWith('  ')) {
      content.push(text.slice(2));
    } else if (text.startsWith('# ')) {
      const pointing = /^# ( *)(\^+) +(\S.*)$/.exec(text);
      if (!pointing) {
        if (text.includes('^')) throw new Error(`line ${line}: carets without a scope behind them`);
        continue;
      }
      if (content.length === 0) throw new Error(`line ${line}: a note with nothing above it`);
      const [, indent = '', carets = '', scopes = ''] = pointing;
      const start = indent.length;
      notes.push({
        line,
        target: content.length - 1,
        start,
        end: start + carets.length,
        scopes: scopes.trim().split(/\s+/),
      });
    } else {
      throw new Error(`line ${line}: starts neither with two spaces nor with '# '`);
    }
  }
  return { content, notes };
}

function check(note: Note, lines: readonly ScopedLine[]): string[] {
  const line = lines[note.target] as ScopedLine;
  if (note.end > line.text.length) return [`line ${note.line}: the carets go beyond the end of '${line.text}'`];
  const pointed = line.text.slice(note.start, note.end);
  return note.scopes.flatMap((wanted) => {
    if (wanted.startsWith('!')) {
      const found = line.scopes
        .slice(note.start, note.end)
        .flat()
        .find((scope) => scope.startsWith(wanted.slice(1)));
      return found === undefined ? [] : [`line ${note.line}: '${pointed}' has ${found}`];
    }
    const [start, end] = stretch(line, wanted, note.start);
    if (start === note.start && end === note.end) return [];
    const actual = [...new Set(line.scopes.slice(note.start, note.end).flat())].join(' ');
    return [
      start === end
        ? `line ${note.line}: '${pointed}' lacks ${wanted}; it has ${actual}`
        : `line ${note.line}: ${wanted} is on '${line.text.slice(start, end)}', not on '${pointed}'`,
    ];
  });
}

/** The run of characters with `scope` around `at`; empty where the character there lacks it. */
function stretch(line: ScopedLine, scope: string, at: number): readonly [number, number] {
  const has = (index: number) => line.scopes[index]?.includes(scope) ?? false;
  if (!has(at)) return [at, at];
  let start = at;
  let end = at;
  while (has(start - 1)) start--;
  while (has(end)) end++;
  return [start, end];
}
