import type { FileEdit, Fix } from '../../engine/rules.ts';
import { conntrackMax, entriesNeeded, isTracked, sureEntries } from '../conntrack.ts';
import { settingKernel } from '../fixes.ts';
import type { CapacityInputs } from '../inputs.ts';
import { placeOfConnections } from '../load.ts';
import { difference, formatNumber, formulaOf, leavesOf } from '../quantity.ts';
import { capacityRule, relatedInputs, severityFor } from '../rule.ts';

const max = 'net.netfilter.nf_conntrack_max';
const buckets = 'net.netfilter.nf_conntrack_buckets';

/** `nf_conntrack_alloc` in net/netfilter/nf_conntrack_core.c drops the packet that would make one entry too many. */
export const conntrackTableFull = capacityRule({
  id: 'capacity/conntrack-table-full',
  title: 'The table of tracked connections is too small',
  severity: 'warning',
  judge({ inputs }) {
    if (!inputs.proxy || !isTracked(inputs)) return [];
    const need = entriesNeeded(inputs);
    const have = conntrackMax(inputs);
    if (need.value === undefined || have.value === undefined || need.value <= have.value) return [];
    const { host } = inputs;
    const expectation = host.connections ?? host.connectionRate;
    // What the configuration only allows may never come.
    const isSure = expectation && sureEntries(inputs) > have.value;
    const severity = severityFor(difference('', 'entries', need, have), isSure ? 'warning' : 'information');
    const place = have.source?.place ?? placeOfConnections(inputs);
    if (!place || !severity) return [];
    const load = expectation ? `The load expected (${expectation.from})` : 'What maxconn allows';
    return [
      {
        place,
        severity,
        message:
          `${load} takes ${formulaOf(need)}, one for each side of a connection, and nf_conntrack_max is ` +
          `${formatNumber(have.value)}: new connections are dropped when the table is full, with one line in the kernel's log.`,
        related: relatedInputs([...leavesOf(need), have], place),
        fixes: fixesOf(inputs, need.value),
      },
    ];
  },
});

/** The next power of two, and as many buckets where a line sets them. */
function fixesOf(inputs: CapacityInputs, need: number): readonly Fix[] {
  const right = 2 ** Math.ceil(Math.log2(need));
  const own = inputs.sysctl(buckets);
  const edits: (FileEdit | undefined)[] = [settingKernel(inputs, max, right)];
  const grows = own.source?.place !== undefined && (own.value ?? 0) < right;
  if (grows) edits.push(settingKernel(inputs, buckets, right));
  const known = edits.flatMap((edit) => edit ?? []);
  if (known.length === 0) return [];
  return [
    {
      title: `Set nf_conntrack_max ${grows ? 'and nf_conntrack_buckets ' : ''}to ${right}`,
      safe: false,
      edits: known,
    },
  ];
}
