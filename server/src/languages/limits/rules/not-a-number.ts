import { clipped, nearest } from '../../../engine/nearest.ts';
import { type LineReport, type Rule, replace } from '../../../engine/rules.ts';
import type { Word } from '../../../engine/syntax.ts';
import { type LimitItem, limitItems } from '../facts/items.ts';
import { limitNumber } from '../kinds.ts';

/** What people write for no limit; none of it is a word that pam_limits knows. */
const withoutLimit = /^(?:none|no|nolimit|no-limit|max|maximum|inf|infinite|unlimit|-infinity|∞)$/;
const switches = new Map(Object.entries({ yes: '1', true: '1', on: '1', no: '0', false: '0', off: '0' }));

/** Characters of a value that somebody can have meant. */
const longestMeant = 60;

/**
 * A value that starts with no digit and is no keyword makes pam_limits drop the line: with a debug log up to 1.7.2, with a
 * warning after it. A bad `nonewprivs` is taken as 0.
 */
export const notANumber: Rule = {
  id: 'limits/not-a-number',
  title: 'The value is neither a number nor a keyword',
  severity: 'error',
  problems: ['not-a-number'],
  problem({ start, end, detail }, { text, words, fact }) {
    const item = fact && limitItems.get(fact.name);
    const word = words[3];
    if (!item || !word) return undefined;
    const written = text.slice(start, end);
    const fate = item.name === 'nonewprivs' ? 'reads it as 0' : 'drops this line';
    const message = `'${clipped(written)}' is no value of ${item.name}: pam_limits ${fate}; it takes ${detail}.`;
    if (written.startsWith('=')) return withEquals(word, words[4], item, fate);
    if (/^\$[A-Za-z_]/.test(written)) {
      const hint = 'The file knows no variables; something else would have to fill this in.';
      return { start, end, severity: 'warning', message: `${message} ${hint}` };
    }
    const fixes = meant(written, item).map((value) => ({
      title: `Change to '${clipped(value)}'`,
      safe: false,
      edits: [replace(start, end, value)],
    }));
    return { start, end, message, fixes };
  },
};

function withEquals(word: Word, next: Word | undefined, item: LimitItem, fate: string): LineReport {
  const upTo = word.text === '=' && next ? next.start : word.start + 1;
  return {
    start: word.start,
    end: word.end,
    message: `The file has no '=' between item and value: pam_limits ${fate}.`,
    fixes: [{ title: `Remove '=' behind ${item.name}`, safe: false, edits: [replace(word.start, upTo, '')] }],
  };
}

function meant(written: string, item: LimitItem): readonly string[] {
  if (written.length > longestMeant) return [];
  const lower = written.toLowerCase();
  const bare = lower.replace(/^["'`]+|["'`;,.:]+$/g, '');
  if (bare !== lower && bare !== '' && isValue(bare, item)) return [bare];
  const onOff = item.name === 'nonewprivs' ? switches.get(bare) : undefined;
  if (onOff) return [onOff];
  if (item.keywords.length === 0) return [];
  if (withoutLimit.test(bare)) return ['unlimited'];
  return nearest(bare, ['unlimited', 'infinity'], 1);
}

function isValue(text: string, item: LimitItem): boolean {
  const { value, rubbish } = limitNumber(text, item.name);
  return value !== undefined && rubbish === '';
}
