import { writing } from '../fixes.ts';
import type { CapacityInputs } from '../inputs.ts';
import type { ProxyPart } from '../proxy-model.ts';
import { formatNumber, printed, type Quantity } from '../quantity.ts';
import { type CapacityReport, capacityRule, relatedInputs } from '../rule.ts';

/**
 * A listener takes a connection only while it, its section and the process are below their limits (`listener_accept` in
 * src/listener.c), so the lowest of the three decides. At run time nobody can raise the limit of the process above the written one
 * (`hardmaxconn`).
 */
export const maxconnNeverReached = capacityRule({
  id: 'capacity/maxconn-never-reached',
  title: 'A maxconn above the one that decides',
  severity: 'information',
  judge({ inputs }) {
    const { proxy } = inputs;
    const { sections, listeners } = proxy?.largestMaxconn ?? { sections: 0, listeners: 0 };
    const ofProcess = processLimit(inputs);
    if (!proxy || (listeners === 0 && sections <= (ofProcess?.most.value ?? Infinity))) return [];
    const reports = new Map<string, CapacityReport>();
    const judge = (maxconn: Quantity | undefined, limit: Limit | undefined) => {
      const { place } = maxconn?.source ?? {};
      if (!maxconn || !place || !limit || !isAbove(maxconn, limit.most)) return;
      // What sections take over from their defaults is said once.
      reports.set(`${place.path}:${place.line}:${place.start}`, reportOf(maxconn, place, limit));
    };
    for (const part of proxy.proxies) {
      if (part.kind === 'backend') continue;
      judge(part.maxconn, ofProcess);
      if (listeners === 0) continue;
      const limit = listenerLimit(part, ofProcess);
      for (const { maxconn } of part.binds) judge(maxconn, limit);
    }
    return [...reports.values()];
  },
});

interface Limit {
  readonly most: Quantity;
  /** Who takes no more, and over what. */
  readonly words: string;
  readonly over: string;
}

/** The limit of the process where somebody wrote it: one that HAProxy works out depends on how it is started. */
function processLimit({ proxy, unit }: CapacityInputs): Limit | undefined {
  const most = unit?.maxconn ?? proxy?.global.maxconn;
  if (!most || (most.value ?? 0) <= 0) return undefined;
  const several = (proxy?.global.nbproc?.value ?? 1) > 1;
  return {
    most,
    words: several ? 'each process takes' : 'HAProxy takes',
    over: `over all sections together (${most === unit?.maxconn ? most.source?.from : 'global maxconn'})`,
  };
}

/** The lower one of the limits of a section and of the process. */
function listenerLimit({ maxconn, name }: ProxyPart, ofProcess: Limit | undefined): Limit | undefined {
  if (!maxconn || (maxconn.value ?? 0) <= 0 || (ofProcess && isAbove(maxconn, ofProcess.most))) return ofProcess;
  return { most: maxconn, words: `'${name}' takes`, over: 'over all its listeners' };
}

function isAbove({ value }: Quantity, over: Quantity): boolean {
  return value !== undefined && over.value !== undefined && value > over.value;
}

function reportOf(
  { value = 0 }: Quantity,
  place: CapacityReport['place'],
  { most, words, over }: Limit,
): CapacityReport {
  const right = String(most.value);
  return {
    place,
    message:
      `maxconn ${formatNumber(value)} is never reached: ${words} no more than ${printed(most)} at one time ` +
      `${over} and leaves the others in the queue of the kernel.`,
    related: relatedInputs([most], place),
    fixes: [{ title: `Write ${right}`, safe: false, edits: [writing(place, right)] }],
  };
}
