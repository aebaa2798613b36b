/** The value kinds of limits.conf. */
import type { ValueSpec } from '../../engine/signature.ts';
import { text } from '../../engine/values/common.ts';
import { type Surroundings, type ValueKind, valueKinds } from '../../engine/values/kind.ts';
import { describeQuantity, formatCount } from '../../engine/values/quantity.ts';
import { infinite, leadingInteger, wrapped } from './c-numbers.ts';
import { nrOpenIn } from './nr-open.ts';
import { pamIsSince } from './pam.ts';

const noLimit = new Set(['unlimited', 'infinity', '-1', '-']);
/** Items whose value is a priority: signed, and never without limit. */
const signed = new Set(['nice', 'priority']);

/** What pam_limits makes of a value. */
export interface LimitValue {
  /** `unlimited`, or the number it reads; undefined where it drops the line. */
  readonly value: 'unlimited' | bigint | undefined;
  /** What it reads past: everything behind the leading digits. */
  readonly rubbish: string;
}

/**
 * Reads a value as strtol and strtoul do: leading decimal digits count and the rest is dropped in silence, so `64k` is 64,
 * `65,536` is 65 and `0x1000` is 0. Only `nonewprivs` is strict: it takes `0` and `1`.
 */
export function limitNumber(written: string, item: string): LimitValue {
  if (item === 'nonewprivs') return { value: /^[01]$/.test(written) ? BigInt(written) : undefined, rubbish: '' };
  if (isNoLimit(written.toLowerCase(), item)) return { value: 'unlimited', rubbish: '' };
  const number = leadingInteger(written);
  return { value: number?.value, rubbish: written.slice(number?.end ?? 0) };
}

/** Whether a value, in lower case, is one of the words for no limit. */
export function isNoLimit(value: string, item: string): boolean {
  return !signed.has(item) && noLimit.has(value);
}

/**
 * A value in the order the kernel has: the larger one allows more. Negative numbers wrap around at 2^64, what is beyond is no
 * limit, and `nice` counts downwards from 20.
 */
export function limitSize(value: 'unlimited' | bigint, item: string): bigint {
  if (value === 'unlimited') return infinite;
  if (item === 'nice') return 20n - (value < -20n ? -20n : value > 19n ? 19n : value);
  return wrapped(value);
}

const limitValue: ValueKind = {
  name: 'limit-value',
  token: 'number',
  check(written, spec) {
    const { value, rubbish } = limitNumber(written, itemOf(spec));
    if (value === undefined) return [{ code: 'not-a-number', detail: limitValue.expects(spec) }];
    return rubbish === '' ? [] : [{ code: 'trailing-rubbish', detail: String(value) }];
  },
  complete(spec) {
    if (itemOf(spec) === 'nonewprivs') return [{ text: '0' }, { text: '1' }];
    return signed.has(itemOf(spec)) ? [] : [{ text: 'unlimited' }];
  },
  describe(written, spec, around) {
    const { value } = limitNumber(written, itemOf(spec));
    // No limit of descriptors is what fs.nr_open says.
    if (value === 'unlimited' && itemOf(spec) === 'nofile') return mostDescriptors(around);
    return typeof value === 'bigint' ? describeQuantity(Number(value), spec.options.unit, 4096) : undefined;
  },
  expects(spec) {
    const unit = spec.options.unit ? ` (${spec.options.unit})` : '';
    if (itemOf(spec) === 'nonewprivs') return '0 or 1';
    return signed.has(itemOf(spec)) ? `a number from -20 to 19` : `a number${unit} or unlimited`;
  },
};

/** pam_limits puts fs.nr_open in the place of no limit since 1.5.2; the releases before try to set what the kernel refuses. */
function mostDescriptors(around: Surroundings | undefined): string | undefined {
  if (!around || pamIsSince(around.host, '1.5.2') === false) return undefined;
  const most = nrOpenIn(around);
  return most === undefined ? undefined : `${formatCount(most)} (fs.nr_open)`;
}

function itemOf(spec: ValueSpec): string {
  return spec.options.item ?? '';
}

const limitDomain: ValueKind = {
  name: 'limit-domain',
  token: 'variable',
  complete: () => [
    { text: '*', detail: 'every user; on Debian not root' },
    { text: 'root', detail: 'the user root' },
    { text: '@', detail: 'a group' },
    { text: '%', detail: 'a group, for maxlogins' },
  ],
  describe(written) {
    if (written === '*') return 'every user (on Debian and Ubuntu not root)';
    if (written.startsWith('@'))
      return /^@\d*:\d*$/.test(written) ? 'members of a range of groups' : `members of the group ${written.slice(1)}`;
    if (written.startsWith('%')) return 'members of a group, counted together';
    if (/^\d*:\d*$/.test(written)) return 'a range of user ids';
    return `the user ${written}`;
  },
  expects: () => 'a user, @group, * or a range of ids',
};

export const limitsKinds = valueKinds(limitDomain, limitValue, text);
