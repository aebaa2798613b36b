/** Arguments of actions that are a number or a time, or else a sample expression that gives one. */
import type { ValueKind, ValueProblem } from '../../../engine/values/kind.ts';
import { compareVersions } from '../../../engine/version.ts';
import { targetVersion } from '../sections.ts';
import { readSample, sample } from './sample.ts';
import { duration, size } from './time-and-size.ts';

const none: readonly ValueProblem[] = [];
/** What `strtoul` with base 0 reads to its end. */
const integer = /^[ \t]*[+-]?(?:0x[\da-f]+|\d+)$/i;
/** Nothing, whatever the unit. */
const zero = /^0+(?:us|ms|[smhd])?$/;
const decimal = /^\d+$/;

/** `since=`: the first release that takes an expression; the ones before take a number only. `min=` and `max=` bound it. */
export const numberOrSample: ValueKind = {
  name: 'number-or-sample',
  token: 'number',
  check(text, spec, context) {
    const { since, min, max } = spec.options;
    if (integer.test(text)) {
      const outside =
        (min !== undefined && Number(text) < Number(min)) || (max !== undefined && Number(text) > Number(max));
      return outside ? [{ code: 'out-of-range', detail: `an integer from ${min} to ${max}` }] : none;
    }
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
  nested(words, _spec, context, into) {
    const word = words[0];
    // Where the fetch has a value is not looked at.
    if (word && !/^\d/.test(word.text)) readSample(word, context, into);
  },
  expects: () => 'a time such as 10s, or a sample expression that gives milliseconds',
};

/** A size such as `1m`; any other word is an expression that gives bytes. */
export const sizeOrSample: ValueKind = {
  name: 'size-or-sample',
  token: 'number',
  check: (text, spec, context) => (/^\d/.test(text) ? (size.check?.(text, spec, context) ?? none) : none),
  nested(words, spec, context, into) {
    if (!/^\d/.test(words[0]?.text ?? '')) sample.nested?.(words, spec, context, into);
  },
  expects: () => 'a size such as 1m, or a sample expression that gives bytes',
};
