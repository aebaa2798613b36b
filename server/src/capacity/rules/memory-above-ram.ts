import { type Fix, insertLine } from '../../engine/rules.ts';
import { formatBytes, formatShare } from '../../engine/values/quantity.ts';
import { maxconnOf } from '../descriptors.ts';
import { largestMaxconn, settingConnections } from '../fixes.ts';
import type { CapacityInputs } from '../inputs.ts';
import { expectedLoad, placeOfConnections } from '../load.ts';
import { sureMemory } from '../memory.ts';
import { fitsMemory, type MemoryLimit, memoryLimits } from '../memory-limits.ts';
import { connectionMemory } from '../proxy-memory.ts';
import { formulaOf, leavesOf, printed, type Quantity } from '../quantity.ts';
import { capacityRule, relatedInputs } from '../rule.ts';
import { trying } from '../what-if.ts';

/** `capacity/memory.ts` has the formulas, measured on running processes. */
export const memoryAboveRam = capacityRule({
  id: 'capacity/memory-above-ram',
  title: 'The connections allowed may take more memory than there is',
  severity: 'warning',
  judge({ inputs }) {
    const place = placeOfConnections(inputs);
    if (!inputs.proxy || !place) return [];
    const short = memoryLimits(inputs).flatMap((limit) => {
      const severity = severityOf(inputs, limit);
      if (!severity) return [];
      return [{ limit, severity, share: (limit.need(inputs, 'busy').value ?? 0) / (limit.have.value ?? Infinity) }];
    });
    short.sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity) || b.share - a.share);
    const [worst] = short;
    if (!worst) return [];
    const { limit, severity } = worst;
    const need = limit.need(inputs, 'busy');
    return [
      {
        place,
        severity,
        message: messageOf(inputs, limit, need) + (severity === 'error' ? idleText(inputs, limit) : ''),
        related: relatedInputs([...leavesOf(need), limit.have], place),
        fixes: fixesOf(inputs),
      },
    ];
  },
});

/** How much it may weigh, the worst first. */
const order = ['error', 'warning', 'information'] as const;

/**
 * Idle connections alone beyond the limit are an error, busy ones a warning. What is only assumed counts for information, and so
 * does what comes close.
 */
function severityOf(inputs: CapacityInputs, { need, have, most }: MemoryLimit): (typeof order)[number] | undefined {
  const limit = have.value;
  if (limit === undefined || need(inputs, 'busy').value === undefined) return undefined;
  if (sureMemory(inputs, need, 'idle') > limit) return 'error';
  if (sureMemory(inputs, need, 'busy') > limit) return 'warning';
  return (need(inputs, 'busy').value ?? 0) > limit * most ? 'information' : undefined;
}

function messageOf(inputs: CapacityInputs, { have, most, what }: MemoryLimit, need: Quantity): string {
  const { connections } = expectedLoad(inputs);
  const [own, sockets, ...others] = need.computed?.inputs ?? [];
  const rest = others.map((each) => `, ${each.name} ${printed(each)}`).join('');
  const total = need.value ?? 0;
  const limit = have.value ?? 0;
  const { host, proxy, unit } = inputs;
  const from = host.connections
    ? ` expected (${host.connections.from})`
    : unit?.maxconn
      ? ` that ${unit.maxconn.source?.from} allows`
      : proxy?.global.maxconn
        ? ''
        : ', for which its descriptors are enough and no maxconn is set';
  return (
    `With data under way on all of the ${printed(connections)}${from}, at ` +
    `${formulaOf(connectionMemory(inputs, 'busy'))} for each, HAProxy takes ${own && printed(own)}, the kernel's sockets ` +
    `${sockets && formulaOf(sockets)}${rest}: together ${formatBytes(total)}, ${formatShare(total, limit)} of the ` +
    `${formatBytes(limit)} ${what} (${have.source?.from}).` +
    (total <= limit && most < 1 ? ` Two thirds are ${formatBytes(limit * most)}; the last third is for the rest.` : '')
  );
}

/** Why it is an error. */
function idleText(inputs: CapacityInputs, { need }: MemoryLimit): string {
  return ` Even idle they take ${formatBytes(sureMemory(inputs, need, 'idle'))}.`;
}

/** The largest `maxconn` that fits, unless more are expected. */
function fixesOf(inputs: CapacityInputs): readonly Fix[] {
  const { proxy, unit, host } = inputs;
  if (!proxy) return [];
  const set = unit?.maxconn ?? proxy.global.maxconn;
  const start = set ? inputs : trying(inputs, { maxconn: maxconnOf(inputs).value ?? 0 });
  const right = largestMaxconn(start, fitsMemory);
  if (right === undefined || (host.connections && right < host.connections.value)) return [];
  const { path, line, end } = proxy.place;
  const setting = set
    ? settingConnections(inputs, right)
    : { name: 'maxconn', edit: { ...insertLine(`    maxconn ${right}`, line + 1), path } };
  if (!setting || (!set && end === 0)) return [];
  return [{ title: `Set ${setting.name} to ${right}, which the memory carries`, safe: false, edits: [setting.edit] }];
}
