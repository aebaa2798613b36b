/**
 * Quantities that know where they come from. A leaf is a number of a file, of the host, of a program's default; everything else
 * is computed from others by one operation and keeps them, so that any result can be shown as the arithmetic it is.
 */
import { fileNameOf } from '../engine/path.ts';
import { formatBytes, formatCount, formatDuration } from '../engine/values/quantity.ts';

export type Unit =
  | 'bytes'
  | 'connections'
  | 'descriptors'
  | 'entries'
  | 'packets'
  | 'pages'
  | 'per second'
  | 'ports'
  | 'processes'
  | 'seconds'
  | 'share'
  | 'threads'
  | '';

/** How sure a value is, from best to worst: written down, a program's default, our assumption, not known at all. */
export type Certainty = 'known' | 'default' | 'assumed' | 'unknown';

/** Columns of a line of a file. */
export interface Place {
  readonly path: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

/** Where a leaf comes from, in words a message can print, and the place where somebody wrote it. */
export interface Source {
  readonly from: string;
  readonly place?: Place;
  /** It comes from what is known of the host. */
  readonly host?: true;
}

export type Operator = '+' | '−' | '×' | '÷' | 'min' | 'max' | 'floor' | 'ceil';

export interface Quantity {
  /** What it is, in the field's terms: `maxconn`, `receive buffers`. */
  readonly name: string;
  readonly unit: Unit;
  /** Undefined exactly where the certainty is `unknown`. */
  readonly value: number | undefined;
  readonly certainty: Certainty;
  readonly source?: Source;
  readonly computed?: { readonly operator: Operator; readonly inputs: readonly Quantity[] };
}

/** A value that somebody wrote, in a file or into the host profile. */
export function known(name: string, value: number, unit: Unit, source: Source): Quantity {
  return { name, unit, value, certainty: 'known', source };
}

/** A value that a program takes where nobody says another; `from` names the program and its release. */
export function byDefault(name: string, value: number, unit: Unit, from: string): Quantity {
  return { name, unit, value, certainty: 'default', source: { from } };
}

/** A value that is fixed by a program's code or was measured on it; `from` says which. */
export function constant(name: string, value: number, unit: Unit, from: string): Quantity {
  return { name, unit, value, certainty: 'known', source: { from } };
}

/** A value that we take for want of a better one; `from` says why. */
export function assumed(name: string, value: number, unit: Unit, from: string): Quantity {
  return { name, unit, value, certainty: 'assumed', source: { from } };
}

/** A value that nobody knows; `from` says what would tell it. */
export function unknown(name: string, unit: Unit, from: string): Quantity {
  return { name, unit, value: undefined, certainty: 'unknown', source: { from } };
}

/** The same quantity under another name. */
export function renamed(name: string, quantity: Quantity): Quantity {
  return { ...quantity, name };
}

export function sum(name: string, unit: Unit, inputs: readonly Quantity[]): Quantity {
  return computed(name, unit, '+', inputs, (values) => values.reduce((a, b) => a + b, 0));
}

export function difference(name: string, unit: Unit, from: Quantity, ...less: readonly Quantity[]): Quantity {
  return computed(name, unit, '−', [from, ...less], ([first = 0, ...rest]) => rest.reduce((a, b) => a - b, first));
}

export function product(name: string, unit: Unit, inputs: readonly Quantity[]): Quantity {
  return computed(name, unit, '×', inputs, (values) => values.reduce((a, b) => a * b, 1));
}

/** A division; by zero it is unknown. */
export function quotient(name: string, unit: Unit, dividend: Quantity, divisor: Quantity): Quantity {
  return computed(name, unit, '÷', [dividend, divisor], ([a = 0, b = 0]) => (b === 0 ? undefined : a / b));
}

export function smallest(name: string, unit: Unit, inputs: readonly Quantity[]): Quantity {
  return computed(name, unit, 'min', inputs, (values) => Math.min(...values));
}

export function largest(name: string, unit: Unit, inputs: readonly Quantity[]): Quantity {
  return computed(name, unit, 'max', inputs, (values) => Math.max(...values));
}

export function roundedDown(name: string, unit: Unit, input: Quantity): Quantity {
  return computed(name, unit, 'floor', [input], ([value = 0]) => Math.floor(value));
}

export function roundedUp(name: string, unit: Unit, input: Quantity): Quantity {
  return computed(name, unit, 'ceil', [input], ([value = 0]) => Math.ceil(value));
}

const order: readonly Certainty[] = ['known', 'default', 'assumed', 'unknown'];

/** The result is as sure as the least sure of its inputs. */
function computed(
  name: string,
  unit: Unit,
  operator: Operator,
  inputs: readonly Quantity[],
  compute: (values: readonly number[]) => number | undefined,
): Quantity {
  const values = inputs.flatMap(({ value }) => value ?? []);
  const value = values.length === inputs.length ? compute(values) : undefined;
  const worst = Math.max(0, ...inputs.map(({ certainty }) => order.indexOf(certainty)));
  const certainty = value === undefined ? 'unknown' : (order[worst] ?? 'unknown');
  return { name, unit, value, certainty, computed: { operator, inputs } };
}

/** The part of a quantity that rests on no assumption: of a sum the parts that are sure, of anything else all or nothing. */
export function leastOf({ computed: node, certainty, value = 0 }: Quantity): number {
  if (node?.operator === '+') return node.inputs.reduce((total, each) => total + leastOf(each), 0);
  return certainty === 'known' || certainty === 'default' ? value : 0;
}

/** The leaves a quantity is made of, each once, in the order in which its formula names them. */
export function leavesOf(quantity: Quantity): readonly Quantity[] {
  const found: Quantity[] = [];
  const visit = (each: Quantity) => {
    if (each.computed) for (const input of each.computed.inputs) visit(input);
    else if (!found.some((other) => other === each || isSameLeaf(other, each))) found.push(each);
  };
  visit(quantity);
  return found;
}

function isSameLeaf(a: Quantity, b: Quantity): boolean {
  return (
    a.name === b.name &&
    a.value === b.value &&
    a.source?.from === b.source?.from &&
    a.source?.place?.path === b.source?.place?.path &&
    a.source?.place?.line === b.source?.place?.line
  );
}

/** How an infinite value is printed. */
export const noLimit = 'no limit';

/** The largest number that HAProxy has room for where it keeps one in an `int`, as it does with those of its directives. */
export const mostInt = 2_147_483_647;

/** The value with its unit as a person reads it: `114.4 GiB`, `4 000 connections`, `60 s`, `31 %`. */
export function printed({ value, unit }: Pick<Quantity, 'value' | 'unit'>): string {
  if (value === undefined) return 'unknown';
  if (value === Number.POSITIVE_INFINITY) return noLimit;
  if (unit === 'bytes') return value < 10_000 ? `${formatNumber(value)} bytes` : formatBytes(value);
  if (unit === 'seconds') return formatDuration(Math.round(value * 1000));
  if (unit === 'share') return `${formatNumber(value * 100)} %`;
  if (unit === 'per second') return `${formatNumber(value)}/s`;
  if (unit === '') return formatNumber(value);
  return `${formatNumber(value)} ${value === 1 ? singular(unit) : unit}`;
}

function singular(unit: Unit): string {
  if (unit === 'entries') return 'entry';
  return unit === 'processes' ? 'process' : unit.replace(/s$/, '');
}

/** A number in groups of three digits, with at most two decimals below a hundred and none above. */
export function formatNumber(value: number): string {
  const rounded = Math.abs(value) >= 100 ? Math.round(value) : Math.round(value * 100) / 100;
  const [whole = '0', decimals] = String(rounded).split('.');
  return decimals ? `${formatCount(Number(whole))}.${decimals}` : formatCount(rounded);
}

/**
 * The last step of the arithmetic in one line, with numbers: `2 × 4 000 + 12 + 3 = 8 015 descriptors`. Inputs that are products
 * or quotients are written out one step further.
 */
export function formulaOf(quantity: Quantity): string {
  return quantity.computed ? `${operation(quantity, 2)} = ${printed(quantity)}` : printed(quantity);
}

function operation(quantity: Quantity, depth: number): string {
  const { computed: node } = quantity;
  if (!node || depth === 0) return bare(quantity);
  const { operator, inputs } = node;
  if (operator === 'floor' || operator === 'ceil') return operation(inputs[0] as Quantity, depth);
  const isCall = operator === 'min' || operator === 'max';
  const parts = inputs.map((input, at) => {
    const text = operation(input, depth - 1);
    const inner = depth > 1 ? input.computed?.operator : undefined;
    return !isCall && inner && needsBrackets(operator, inner, at) ? `(${text})` : text;
  });
  return isCall ? `${operator}(${parts.join('; ')})` : parts.join(` ${operator} `);
}

/** Whether an operation stands in brackets as the input of another one; `at` is its place among the inputs. */
function needsBrackets(outer: Operator, inner: Operator, at: number): boolean {
  if (inner === '+' || inner === '−') return outer === '×' || outer === '÷' || (outer === '−' && at > 0);
  return (inner === '×' || inner === '÷') && outer === '÷' && at > 0;
}

/** The number as it stands in a formula: counts without their unit, times in seconds, so that a rate fits to them. */
function bare(quantity: Quantity): string {
  const { value, unit } = quantity;
  if (value === undefined) return '?';
  if (value === Number.POSITIVE_INFINITY) return noLimit;
  if (unit === 'seconds') return `${formatNumber(value)} s`;
  return unit === 'bytes' || unit === 'per second' || unit === 'share' ? printed(quantity) : formatNumber(value);
}

/** A part of a whole: `34 of 40 descriptors`, `7.8 GiB of 4 GiB RAM`. */
export function printedPart(part: Quantity, whole: Quantity): string {
  return `${printedBefore(part, whole)} of ${printedWhole(whole)}`;
}

/** A part without the unit that its whole is printed with. */
export function printedBefore(part: Quantity, whole: Quantity): string {
  const isCount = part.unit === whole.unit && printed(whole).endsWith(` ${whole.unit}`) && part.value !== undefined;
  return isCount ? formatNumber(part.value ?? 0) : printed(part);
}

/** A whole; bytes are of many things, so they are named where they have a name of their own. */
export function printedWhole(whole: Quantity): string {
  return whole.unit === 'bytes' && whole.source ? `${printed(whole)} ${whole.name}` : printed(whole);
}

/** Where a leaf comes from: `haproxy.cfg:12` for what stands in a file. */
function originOf({ from, place }: Source): string {
  return place ? `${fileNameOf(place.path)}:${place.line + 1}` : from;
}

/** One line of an explanation; `depth` is 0 for the result. */
export interface Explained {
  readonly depth: number;
  readonly quantity: Quantity;
  /** `name = formula = value`, or `name = value` with where the value comes from. */
  readonly text: string;
}

/** The tree of inputs behind a quantity, from the result down to the leaves, for hovers and reports. */
export function explain(quantity: Quantity, depth = 0): readonly Explained[] {
  const { name, computed: node, source } = quantity;
  const value = printed(quantity);
  if (!node) return [{ depth, quantity, text: `${name} = ${value}${source ? ` (${originOf(source)})` : ''}` }];
  const shown = operation(quantity, 1);
  const text = shown === value ? `${name} = ${value}` : `${name} = ${shown} = ${value}`;
  return [{ depth, quantity, text }, ...node.inputs.flatMap((input) => explain(input, depth + 1))];
}

/** The lowest power of two that is at least a number, as the kernel rounds its tables and people write their limits. */
export function powerOfTwoFrom(number: number): number {
  return 2 ** Math.ceil(Math.log2(number));
}
