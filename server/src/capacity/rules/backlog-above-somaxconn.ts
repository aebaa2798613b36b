import type { Severity } from '../../engine/rules.ts';
import type { Capacity } from '../assemble.ts';
import { settingKernel, writing } from '../fixes.ts';
import { difference, formatNumber, type Quantity } from '../quantity.ts';
import { backlogAsked, listenersOf, somaxconn } from '../queues.ts';
import { type CapacityReport, capacityRule, relatedInputs, severityFor } from '../rule.ts';

/** What HAProxy asks for where nothing is set: a queue shorter than that deserves a word even where nobody wrote a backlog. */
const usualBacklog = 1024;

/** The kernel keeps the smaller one of the two (`__sys_listen` in net/socket.c), and tells nobody. */
export const backlogAboveSomaxconn = capacityRule({
  id: 'capacity/backlog-above-somaxconn',
  title: 'The kernel keeps a shorter queue than HAProxy asks for',
  severity: 'warning',
  judge({ inputs }) {
    const most = inputs.sysctl(somaxconn);
    if (!inputs.proxy || most.value === undefined) return [];
    const cut = new Map<string, Quantity>();
    for (const { part, bind } of listenersOf(inputs)) {
      const backlog = backlogAsked(inputs, part, bind);
      const { path, line, start } = backlog.source?.place ?? {};
      if (isCut(backlog, most)) cut.set(`${path}:${line}:${start}`, backlog);
    }
    const largest = Math.max(...[...cut.values()].filter(isWritten).map(({ value }) => value ?? 0));
    return [...cut.values()].flatMap((backlog) => reportOf(backlog, most, largest, inputs));
  },
});

function isWritten({ name }: Quantity): boolean {
  return name === 'backlog';
}

function isCut(backlog: Quantity, most: Quantity): boolean {
  if (backlog.value === undefined || most.value === undefined || backlog.value <= most.value) return false;
  return isWritten(backlog) || most.value < usualBacklog;
}

function reportOf(
  backlog: Quantity,
  most: Quantity,
  largest: number,
  inputs: Capacity['inputs'],
): readonly CapacityReport[] {
  const place = backlog.source?.place;
  const lack = difference('places that are missing', 'connections', backlog, most);
  const weight: Severity = isWritten(backlog) ? 'warning' : 'information';
  const severity = severityFor(lack, weight);
  if (!place || !severity) return [];
  const wanted = isWritten(backlog) ? largest : Math.min(backlog.value ?? 0, 4096);
  const raise = settingKernel(inputs, somaxconn, wanted);
  const asked = formatNumber(backlog.value ?? 0);
  const limit = formatNumber(most.value ?? 0);
  const from = most.source?.place ? '' : ` (${most.source?.from})`;
  return [
    {
      place,
      severity,
      message: isWritten(backlog)
        ? `The queue holds min(backlog ${asked}; somaxconn ${limit}) = ${limit} connections${from}: beyond it the kernel drops new ones before HAProxy sees them.`
        : `Without a backlog HAProxy asks for a queue of maxconn = ${asked} connections, and the kernel keeps min(${asked}; somaxconn ${limit}) = ${limit}${from}: more of them at once are dropped before HAProxy sees them.`,
      related: relatedInputs([most], place),
      fixes: [
        ...(raise ? [{ title: `Set ${somaxconn} to ${wanted}`, safe: false, edits: [raise] }] : []),
        ...(isWritten(backlog)
          ? [
              {
                title: `Write ${most.value}, which is what the queue holds`,
                safe: false,
                edits: [writing(place, String(most.value))],
              },
            ]
          : []),
      ],
    },
  ];
}
