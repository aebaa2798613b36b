import { type Fix, type Rule, replace } from '../../../engine/rules.ts';
import { readLine } from '../syntax.ts';

/** A quote that is never closed: HAProxy drops the line (`parse_line` in src/tools.c). */
export const unbalancedQuote: Rule = {
  id: 'haproxy/unbalanced-quote',
  title: 'A quote is opened and never closed',
  severity: 'error',
  problems: ['unbalanced-quote'],
  problem({ start, end, detail: quote = '' }, { text }) {
    const name = quote === "'" ? 'single' : 'double';
    return {
      start,
      end,
      message: `This ${name} quote is never closed: HAProxy cannot tell where the word ends and rejects the line.`,
      fixes: fixesFor(text, start, end, quote),
    };
  },
};

/**
 * An apostrophe inside a word wants a backslash; else the quote is closed behind the one word there is, or at the end. A
 * quote that would stay open all the same is not offered.
 */
function fixesFor(text: string, start: number, end: number, quote: string): Fix[] {
  if (quote === "'" && /\w/.test(text.charAt(start - 1))) {
    return [{ title: "Write \\' for a plain apostrophe", safe: false, edits: [replace(start, start, '\\')] }];
  }
  const rest = text.slice(start + 1, end);
  const open = rest.trim() === '' ? wordBefore(text, start) : start;
  if (open < start)
    return [
      { title: `Open the quote before the word: add ${quote}`, safe: false, edits: [replace(open, open, quote)] },
    ];
  const last = start + 1 + rest.trimEnd().length;
  const close = (at: number, title: string, safe: boolean): readonly Fix[] => {
    const plain = quote === "'" || !endsInEscape(text.slice(start + 1, at));
    const added = plain ? quote : `\\${quote}`;
    const closed = `${text.slice(0, at)}${added}${text.slice(at)}`;
    if (readLine(closed).problems?.some(({ code }) => code === 'unbalanced-quote')) return [];
    return [{ title, safe: safe && plain, edits: [replace(at, at, added)] }];
  };
  const blank = rest.trimEnd().search(/\s/);
  if (blank < 0) return [...close(last, `Close the quote: add ${quote}`, true)];
  return [
    ...close(last, 'Close the quote at the end of the line', false),
    ...(blank > 0 ? close(start + 1 + blank, 'Close the quote behind the word', false) : []),
  ];
}

/** Where the word starts that a quote ends, as long as the word has neither quotes nor escapes of its own. */
function wordBefore(text: string, quoteAt: number): number {
  let at = quoteAt;
  while (at > 0 && !/[\s"'\\]/.test(text.charAt(at - 1))) at--;
  return at === 0 || /\s/.test(text.charAt(at - 1)) ? at : quoteAt;
}

/** Whether the last backslash escapes what would follow it. */
function endsInEscape(text: string): boolean {
  let at = text.length;
  while (text.charAt(at - 1) === '\\') at--;
  return (text.length - at) % 2 === 1;
}
