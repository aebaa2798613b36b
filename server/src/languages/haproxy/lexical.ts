/** What is judged of a line before its words mean anything (`parse_cfg` and `parse_line` in HAProxy's sources). */
import { hasTemplateMark, type LineSyntax, type Problem, type Word } from '../../engine/syntax.ts';
import { compareVersions } from '../../engine/version.ts';
import { isEmpty } from './syntax.ts';

/** Words that HAProxy keeps of a line (`MAX_LINE_ARGS` in its include/haproxy/defaults.h); it refuses a line with more. */
export const mostWords = 64;

/** Greyed, for HAProxy splits the line into words and throws them away. */
export function maskedProblems(words: readonly Word[]): readonly Problem[] {
  const [first] = words;
  if (!first) return [];
  return [{ code: 'masked-line', start: first.start, end: (words[words.length - 1] as Word).end }];
}

/** What is wrong with the words themselves; undefined where a line goes on to be read. */
export function lexicalProblems(
  line: string,
  { words, problems }: LineSyntax,
  version: string,
  masked: boolean,
): readonly Problem[] | undefined {
  if (isScopeMark(line)) return scopeProblems(line);
  // HAProxy 2.4 knew no default value of a variable, and took the brace for one that is not closed.
  const found = problems?.filter(({ code }) => code !== 'variable-default' || compareVersions(version, '2.5') < 0);
  if (found && found.length > 0) return found;
  if (!masked) return undefined;
  // 3.2 and 3.3 looked for empty words before they looked whether the line is to be read.
  const early = compareVersions(version, '3.2') >= 0 && compareVersions(version, '3.4') < 0;
  const empty = early ? words.find(isEmpty) : undefined;
  if (empty) return [emptyWord(empty)];
  return words.length > mostWords ? tooManyWords(line, { words, comment: -1 }) : undefined;
}

/** Since 3.2 an empty word is not passed over in silence; 3.4 lets it stand in lines of the preprocessor and as the first. */
export function refusesEmpty(words: readonly Word[], version: string): boolean {
  if (compareVersions(version, '3.2') < 0) return false;
  const [first] = words;
  return compareVersions(version, '3.4') < 0 || !first || !(isEmpty(first) || first.text.startsWith('.'));
}

export function emptyWord({ start, end }: Word): Problem {
  return { code: 'empty-word', start, end };
}

export function withoutEmpty(line: string, words: readonly Word[]): string {
  let kept = '';
  let from = 0;
  for (const word of words) {
    if (!isEmpty(word)) continue;
    kept += line.slice(from, word.start);
    from = word.end;
  }
  return kept + line.slice(from);
}

/** The line without its first empty word and all behind: HAProxy takes it for the end of the arguments. */
export function endAtEmpty(syntax: LineSyntax): LineSyntax {
  const at = syntax.words.findIndex(isEmpty);
  return at < 0 ? syntax : firstWords(syntax, at);
}

/** A part of the words; names that they define stay defined. */
export function firstWords({ words, comment }: LineSyntax, count: number): LineSyntax {
  const kept = words.slice(0, count);
  return { words: kept, comment: comment < 0 ? (words[count] as Word).start : comment };
}

/** All that is said of a line with too many words; nothing where a template engine may leave fewer of them. */
export function tooManyWords(line: string, { words }: LineSyntax): readonly Problem[] {
  if (hasTemplateMark(line) || words.some((word) => word.uncertain)) return [];
  const { start } = words[mostWords] as Word;
  return [{ code: 'too-many-words', start, end: (words[words.length - 1] as Word).end, detail: `${words.length}` }];
}

/** A line such as `[engine]` marks a scope of an SPOE file and is accepted everywhere. */
function isScopeMark(line: string): boolean {
  return /^[ \t]*\[/.test(line);
}

/** What `cfg_parse_scope` in HAProxy's src/cfgparse.c refuses. */
function scopeProblems(line: string): readonly Problem[] {
  const start = line.indexOf('[');
  const closed = line.indexOf(']', start);
  const code = 'invalid-scope-mark';
  if (closed <= start + 1) return [{ code, start, end: Math.max(start + 1, line.trimEnd().length), detail: 'name' }];
  if (/[^A-Za-z0-9_:.-]/.test(line.slice(start + 1, closed)))
    return [{ code, start, end: closed + 1, detail: 'character' }];
  const rest = /^[ \t\v\f]*([^ \t\v\f\r#])/.exec(line.slice(closed + 1));
  if (!rest) return [];
  return [{ code, start: closed + rest[0].length, end: line.trimEnd().length, detail: 'behind' }];
}
