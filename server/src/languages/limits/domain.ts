/** The first field of a line: whom a limit is for. */
import { readBigInt } from '../../engine/values/quantity.ts';

/** What is wrong with a domain. A domain that is wrong matches nobody, and pam_limits hardly ever says so. */
export type DomainFault =
  | 'blank-after-at'
  | 'blank-inside'
  | 'quotes'
  | 'list'
  | 'negation'
  | 'glob'
  | 'double-at'
  | 'everybody'
  | 'bare-number'
  | 'hyphen-range'
  | 'malformed-range'
  | 'range-after-percent'
  | 'reversed-range'
  | 'wrapping-range';

export interface DomainReading {
  readonly fault: DomainFault;
  /** The domain that was meant, where only one can have been. */
  readonly meant?: string;
}

/** The largest id: pam_limits keeps the lower 32 bits of a number. */
const largestId = 2n ** 32n - 1n;
const foreignBlank = /[\u0085\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000]/g;

/** Whether a text holds a blank that separates nothing, such as a no-break space. */
export function hasForeignBlank(text: string): boolean {
  return text.search(foreignBlank) >= 0;
}

/** A text with every blank that separates nothing made one that does. */
export function withPlainBlanks(text: string): string {
  return text.replace(foreignBlank, ' ');
}

/** What is wrong with a domain; undefined where nothing is, or where nobody can tell. */
export function domainFault(domain: string): DomainReading | undefined {
  // Documentation writes <user>, and a byte order mark has its own rule.
  if (/^<.*>$/.test(domain) || domain.startsWith('\ufeff')) return undefined;
  if (hasForeignBlank(domain)) return { fault: 'blank-inside', meant: withPlainBlanks(domain).trim() };
  if (domain === '@') return { fault: 'blank-after-at' };
  const unquoted = domain.replace(/["'`]/g, '');
  if (unquoted !== domain) return { fault: 'quotes', ...(/^[^,!:]+$/.test(unquoted) && { meant: unquoted }) };
  if (domain.includes(',')) return { fault: 'list' };
  if (domain.startsWith('!')) return { fault: 'negation' };
  if (domain.includes('*')) return globFault(domain);
  if (/^@@./.test(domain)) return { fault: 'double-at', meant: domain.slice(1) };
  if (/^(?:all|any|everyone|everybody)$/i.test(domain)) return { fault: 'everybody', meant: '*' };
  const sign = /^[@%]/.exec(domain)?.[0] ?? '';
  const name = domain.slice(sign.length);
  if (/^\d+$/.test(name)) return { fault: 'bare-number', meant: `${sign}:${name}` };
  if (/^\d+-\d+$/.test(name) && sign !== '%') return { fault: 'hyphen-range', meant: domain.replace('-', ':') };
  return name.includes(':') ? rangeFault(sign, name) : undefined;
}

function globFault(domain: string): DomainReading | undefined {
  if (domain === '*') return undefined;
  return { fault: 'glob', ...(/^[\\@]?\*+$/.test(domain) && { meant: '*' }) };
}

/** `min:`, `min:max` and `:id` are ranges; behind `%` only `:id` is. */
function rangeFault(sign: string, name: string): DomainReading | undefined {
  const found = /^([+-]?\d+)?:([+-]?\d+)?$/.exec(name);
  if (!found || (found[1] === undefined && found[2] === undefined)) {
    const meant = /^(?:[a-z_][^:]*:|\d+:\d+:)$/i.test(name) ? name.slice(0, -1) : undefined;
    return { fault: 'malformed-range', ...(meant && { meant: sign + meant }) };
  }
  const [low, high] = [found[1], found[2]].map((bound) => (bound === undefined ? undefined : readBigInt(bound)));
  if (sign === '%' && low !== undefined) return { fault: 'range-after-percent' };
  if ([low, high].some((bound) => bound !== undefined && (bound < 0n || bound > largestId)))
    return { fault: 'wrapping-range' };
  if (low !== undefined && high !== undefined && low > high)
    return { fault: 'reversed-range', meant: `${sign}${high}:${low}` };
  return undefined;
}
