/** The value kinds that every language shares. Kinds with a grammar of their own have a file of their own. */
import type { ValueSpec } from '../signature.ts';
import type { ValueKind, ValueProblem } from './kind.ts';
import { describeQuantity, readBigInt } from './quantity.ts';

const none: readonly ValueProblem[] = [];
/** Pages are described at the size nearly every machine has; rules use the host's. */
const usualPage = 4096;

/** Decimal integer with optional `min` and `max`. */
export const integer: ValueKind = {
  name: 'integer',
  token: 'number',
  accepts: (text) => /^[+-]?\d/.test(text),
  check(text, spec) {
    if (!/^-?\d+$/.test(text)) return [{ code: 'not-a-number', detail: integer.expects(spec) }];
    const value = readBigInt(text);
    const { min, max } = spec.options;
    const low = min !== undefined && value < BigInt(min);
    const high = max !== undefined && value > BigInt(max);
    return low || high ? [{ code: 'out-of-range', detail: integer.expects(spec) }] : none;
  },
  describe: (text, spec) =>
    /^\d+$/.test(text) ? describeQuantity(Number(text), spec.options.unit, usualPage) : undefined,
  expects: (spec) => `an integer${rangeText(spec.options.min, spec.options.max)}${unitText(spec)}`,
};

/** An integer that the program reads with atol(): junk behind the digits is accepted in silence. */
export const numberLoose: ValueKind = { ...integer, name: 'number-loose', check: () => none };

/** One word of a closed list. */
export const oneOf: ValueKind = {
  name: 'one-of',
  token: 'enumMember',
  accepts: (text, spec) => spec.words.includes(text),
  check: (text, spec) =>
    spec.words.includes(text)
      ? none
      : [{ code: 'unknown-value', detail: oneOf.expects(spec), candidates: () => spec.words }],
  complete: (spec) => spec.words.map((text) => ({ text })),
  expects: (spec) =>
    spec.words.length === 1 ? `'${spec.words[0]}'` : `one of ${spec.words.map((word) => `'${word}'`).join(', ')}`,
};

/** The name of something: a reference, or with the word `define` its definition. The name graph does the checking. */
export const name: ValueKind = {
  name: 'name',
  token: 'variable',
  namespace: namespaceOf,
  alike: (words) => words === 'name',
  expects: (spec) =>
    isDefinition(spec)
      ? `a name for the ${spec.words[0]}`
      : `the name of ${/^[aeiou]/.test(spec.words[0] ?? '') ? 'an' : 'a'} ${spec.words[0]}`,
};

export const text: ValueKind = { ...plain('text', 'string', 'text'), alike: () => true };
export const path = plain('path', 'string', 'a path');
export const portList = plain('port-list', 'number', 'ports and ranges of ports, with commas between them');
/** Arguments that are not modelled: anything may stand here and nothing is checked. */
export const anything = plain('anything', 'string', '');

/** The namespace of a name, where names are what belongs in a place; else undefined. */
export function namespaceOf(spec: ValueSpec): string | undefined {
  return spec.kind === name.name ? (spec.words[0] ?? '') : undefined;
}

/** Whether a name defines what it names. */
export function isDefinition(spec: ValueSpec): boolean {
  return namespaceOf(spec) !== undefined && spec.words.includes('define');
}

function plain(kindName: string, token: ValueKind['token'], what: string): ValueKind {
  return { name: kindName, token, expects: () => what };
}

/** Bounds that only say how many bits a number has: true, and no help to a person. */
const wordBounds = new Set(
  [31n, 32n, 63n, 64n]
    .flatMap((bits) => [2n ** bits - 1n, -(2n ** bits), -(2n ** bits) + 1n])
    // The same as seconds, where the kernel counts ticks: 100 a second at least.
    .flatMap((bound) => [bound, bound / 100n])
    .map(String),
);

function rangeText(lowest: string | undefined, highest: string | undefined): string {
  const min = lowest !== undefined && wordBounds.has(lowest) ? undefined : lowest;
  const max = highest !== undefined && wordBounds.has(highest) ? undefined : highest;
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  if (min !== undefined) return ` from ${min} up`;
  return max === undefined ? '' : ` up to ${max}`;
}

function unitText(spec: ValueSpec): string {
  return spec.options.unit ? ` (${spec.options.unit})` : '';
}
