/** What is to be said of a line besides what its fact says: how keys come together, and what a sum comes to. */
import type { FileView } from '../../engine/file-view.ts';
import type { Statement } from '../../engine/statement.ts';
import { formatCount, formatDuration } from '../../engine/values/quantity.ts';
import { interfaceNotes } from './combination.ts';
import type { SysctlFact } from './facts/keys.ts';
import type { ConfCombination } from './facts/row.ts';
import { firstOr, inForce } from './in-force.ts';
import { keyName, keyOf } from './kernel.ts';
import { isGlob } from './key.ts';
import { kernelNumber } from './kinds.ts';

/** Sentences in Markdown, one each. */
export function notesOn(view: FileView, statement: Statement): readonly string[] {
  const fact = keyOf(statement);
  if (!fact) return [];
  return [
    ...interfaceNotes(keyName(statement), fact.combine),
    ...together(view, statement, fact),
    ...bitsOf(fact, statement),
    ...(fact.id.startsWith('net.ipv4.tcp_keepalive_') ? keepalive(view) : []),
  ];
}

const combined: Readonly<Partial<Record<ConfCombination, (all: bigint, own: bigint) => bigint>>> = {
  or: (all, own) => (all !== 0n || own !== 0n ? 1n : 0n),
  and: (all, own) => (all !== 0n && own !== 0n ? 1n : 0n),
  max: (all, own) => (all > own ? all : own),
  min: (all, own) => (all < own ? all : own),
  'all-first': (all, own) => (all !== 0n ? all : own),
};

/** What the lines for an interface and for `all` come to, where there are both. */
function together(view: FileView, { setting }: Statement, { combine }: SysctlFact): readonly string[] {
  const [, head, name, tail] = /^(net\.ipv[46]\.conf)\.(.+)\.([^.]+)$/.exec(setting?.key ?? '') ?? [];
  const combining = combine && combined[combine];
  if (!combining || name === undefined || name === 'all' || name === 'default' || isGlob(name)) return [];
  const all = inForce(view, `${head}.all.${tail}`)?.numbers[0];
  const own = inForce(view, `${head}.${name}.${tail}`)?.numbers[0];
  if (all === undefined || own === undefined) return [];
  return [`Here \`all\` is ${all} and the entry of ${name} ${own}: **${combining(all, own)}** is in force.`];
}

/** The parts of a number that is a sum of switches. */
function bitsOf({ unit, choices = [] }: SysctlFact, { setting }: Statement): readonly string[] {
  const value = setting && !setting.uncertain ? kernelNumber(setting.fields[0] ?? '') : undefined;
  if (unit !== 'bitmask' || value === undefined || value < 2n) return [];
  if (choices.some((choice) => choice.value === String(value))) return [];
  const parts = choices.filter((choice) => {
    const bit = BigInt(choice.value);
    return bit > 1n && (value & bit) === bit;
  });
  const sum = parts.reduce((all, { value: bit }) => all | BigInt(bit), 0n);
  if (sum !== value) return [];
  return [`${value} = ${parts.map((part) => `${part.value} (${part.meaning})`).join(' + ')}.`];
}

/** How long a dead peer stays unnoticed (`tcp_keepalive_timer`): the first probe, and an interval behind each of them. */
function keepalive(view: FileView): readonly string[] {
  const [time, interval, probes] = [
    firstOr(view, 'net.ipv4.tcp_keepalive_time', 7200n),
    firstOr(view, 'net.ipv4.tcp_keepalive_intvl', 75n),
    firstOr(view, 'net.ipv4.tcp_keepalive_probes', 9n),
  ];
  if (time === undefined || interval === undefined || probes === undefined) return [];
  if (time <= 0n || interval <= 0n || probes <= 0n) return [];
  const total = time + interval * probes;
  return [
    `A dead peer is given up after ${formatCount(time)} s + ${probes} × ${formatCount(interval)} s = ${formatCount(total)} s (${formatDuration(Number(total) * 1000)}), where a program asks for keepalive.`,
  ];
}
