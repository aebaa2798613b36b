/** Arguments of actions that are a number or a time, or else a sample expression that gives one. */
import type { ValueKind, ValueProblem } from '../../../engine/values/kind.ts';
import { compareVersions } from '../../../engine/version.ts';
import { targetVersion } from '../sections.ts';
import { sample } from './sample.ts';
import { duration } from './time-and-size.ts';

const none: readonly ValueProblem[] = [];
/** What `strtoul` with base 0 reads to its end. */
const integer = /^[ \t]*[+-]?(?:0x[\da-f]+|\d+)$/i;
/** Nothing, whatever the unit. */
const zero = /^0+(?:us|ms|[smhd])?$/;
const decimal = /^\d+$/;

/** `since=`: the first release that takes an expression; the ones before take a number only. */
export const numberOrSample: ValueKind = {
  name: 'number-or-sample',
  token: 'number',
  check(text, spec, context) {
    if (integer.test(text)) return none;
    const { since } = spec.options;
    if (since === undefined || compareVersions(targetVersion(context.host), since) >= 0) return none;
    return [{ code: 'not-a-number', detail: `an integer: expressions came with HAProxy ${since}` }];
  },
  nested(words, spec, context, into) {
    const word = words[0];
    const { since } = spec.options;
    if (!word || integer.test(word.text)) return;
    if (since === undefined || compareVersions(targetVersion(context.host), since) >= 0)
      sample.nested?.(words, spec, context, into);
  },
  expects: () => 'an integer or a sample expression that gives one',
};

/** A time such as `10s`, in milliseconds without a unit; a word that starts with another character is an expression. */
export const timeOrSample: ValueKind = {
  name: 'time-or-sample',
  token: 'number',
  check(text, spec, context) {
    if (!/^\d/.test(text)) return none;
    if (spec.options.min !== undefined && zero.test(text))
      return [{ code: 'out-of-range', detail: 'a time from 1 ms up' }];
    const found = duration.check?.(text, spec, context) ?? none;
    return decimal.test(text) && found.every(({ code }) => code === 'time-without-unit') ? none : found;
  },
  nested(words, spec, context, into) {
    if (!/^\d/.test(words[0]?.text ?? '')) sample.nested?.(words, spec, context, into);
  },
  expects: () => 'a time such as 10s, or a sample expression that gives milliseconds',
};
