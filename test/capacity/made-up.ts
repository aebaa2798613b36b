/** A host that does not exist, with a budget of every verdict, for what prints reports. */
import { capacityFrom } from '../../server/src/capacity/assemble.ts';
import { type Budget, budgetOf } from '../../server/src/capacity/budget.ts';
import type { CapacityInputs } from '../../server/src/capacity/inputs.ts';
import { assumed, byDefault, constant, known, product, sum, unknown } from '../../server/src/capacity/quantity.ts';
import { type CapacityReportDocument, reportOf } from '../../server/src/capacity/report.ts';
import { inputsOf } from './host.ts';

const gibibyte = 1024 ** 3;
export const path = '/srv/<web> & "1"/etc/haproxy/haproxy.cfg';
const place = { path, line: 6, start: 12, end: 16 };
const from = 'headroom.json';

const maxconn = known('maxconn', 4000, 'connections', { from: 'maxconn', place });
const reserve = constant('reserve', 10, 'descriptors', 'HAProxy');
const ram = known('RAM', 4 * gibibyte, 'bytes', { from, host: true });
const buffers = known('buffers', 3 * gibibyte, 'bytes', { from: 'tune.bufsize', place });
const sockets = assumed('sockets of the kernel', 2 * gibibyte, 'bytes', 'the worst case');
const ports = byDefault('ports', 28_232, 'ports', 'default of Linux 6.1');

const budgets: readonly Budget[] = [
  budgetOf({
    id: 'memory',
    title: 'Memory',
    need: sum('memory needed', 'bytes', [buffers, sockets]),
    have: ram,
    notes: ['Idle connections take far less.'],
    place,
  }),
  budgetOf({
    id: 'descriptors',
    title: 'File descriptors',
    need: sum('descriptors needed', 'descriptors', [
      product('sockets', 'descriptors', [constant('sockets of a connection', 2, '', 'HAProxy'), maxconn]),
      reserve,
    ]),
    have: known('LimitNOFILE', 9000, 'descriptors', { from: 'haproxy.service' }),
    place,
  }),
  budgetOf({
    id: 'ports',
    of: 'app/<b>s1</b>',
    title: 'Ports',
    need: known('connections', 1000, 'ports', { from: 'maxconn', place }),
    have: ports,
    place: undefined,
  }),
  budgetOf({
    id: 'conntrack',
    title: 'Tracked connections',
    need: maxconn,
    have: unknown('nf_conntrack_max', 'entries', 'a line that sets it'),
    place: undefined,
  }),
];

const inputs: CapacityInputs = {
  host: { memory: { value: 4 * gibibyte, from } },
  sysctl: (key) => unknown(key, '', `a line that sets ${key}`),
  proxy: undefined,
  unit: undefined,
  session: () => undefined,
};

/** A report on a configuration that comes from its text, with what ends its silent connections. */
export function silentReport(haproxy: string, sysctl = ''): CapacityReportDocument {
  return reportOf(capacityFrom(inputsOf({ haproxy, sysctl })), {
    name: 'web',
    files: [],
    show: (shown, line, column) => ({ path: shown, line: line + 1, column: column + 1, uri: `file://${shown}` }),
  });
}

/** @param uri whether places have one, as they have in an editor */
export function madeUpReport(uri = false, some = budgets): CapacityReportDocument {
  return reportOf(
    { ...capacityFrom(inputs), budgets: some },
    {
      name: '<web> & "1"',
      files: [path],
      show: (shown, line, column) => ({
        path: shown,
        line: line + 1,
        column: column + 1,
        ...(uri && { uri: `file://${encodeURI(shown)}` }),
      }),
    },
  );
}
