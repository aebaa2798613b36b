/**
 * The syntax of the regular expressions that HAProxy hands to PCRE2 (`regex_comp` in its src/regex.c). Refused here is only
 * what every release of PCRE2 refuses; constructs that are rare and large (conditional groups, verbs, callouts, the
 * extended mode) end the check, and what stands behind them is accepted.
 */
import { columnOf } from '../../../engine/syntax.ts';
import type { ValueKind } from '../../../engine/values/kind.ts';
import { RegexReader } from './regex-reader.ts';

/** What is wrong with a regular expression: offsets in it and a reason that completes "it is not valid because …". */
export interface RegexMistake {
  readonly at: number;
  readonly end: number;
  readonly reason: string;
}

/**
 * The first mistake of a regular expression.
 * @param captures whether plain parentheses capture: they do not in patterns of ACLs and expectations of health checks
 */
export function regexMistake(text: string, captures: boolean): RegexMistake | undefined {
  return /[\\[(){*+?]/.test(text) ? new RegexReader(text, captures).mistake() : undefined;
}

/** A regular expression that captures; with the word `plain` one whose parentheses only group. */
export const regex: ValueKind = {
  name: 'regex',
  token: 'regexp',
  expects: () => 'a regular expression',
  nested(words, spec, _context, into) {
    const word = words[0];
    const found = word && regexMistake(word.text, !spec.words.includes('plain'));
    if (!word || !found) return;
    const start = columnOf(word, found.at);
    into.problems.push({
      code: 'invalid-regex',
      start,
      end: Math.max(columnOf(word, found.end), start + 1),
      detail: found.reason,
    });
  },
};
