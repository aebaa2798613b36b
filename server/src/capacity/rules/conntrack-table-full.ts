import type { FileEdit, Fix } from '../../engine/rules.ts';
import { compareVersions } from '../../engine/version.ts';
import { conntrackMax, entriesNeeded, isTracked, sureEntries } from '../conntrack.ts';
import { settingKernel } from '../fixes.ts';
import type { CapacityInputs } from '../inputs.ts';
import { placeOfConnections } from '../load.ts';
import { difference, formatNumber, formulaOf, leavesOf, powerOfTwoFrom } from '../quantity.ts';
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
    // What is sure is no matter of what else is assumed.
    const severity = isSure
      ? severityFor(have, 'warning')
      : severityFor(difference('', 'entries', need, have), 'information');
    const upTo = expectation && (!isSure || need.certainty === 'assumed') ? 'up to ' : '';
    const place = have.source?.place ?? placeOfConnections(inputs);
    if (!place || !severity) return [];
    const load = expectation ? `The load expected (${expectation.from})` : 'What maxconn allows';
    return [
      {
        place,
        severity,
        message:
          `${load} takes ${upTo}${formulaOf(need)}, one for each side of a connection, and nf_conntrack_max is ` +
          `${formatNumber(have.value)}${have.source?.place ? '' : ` (${have.source?.from})`}: new connections are dropped when the table is full, with one line in the kernel's log.`,
        related: relatedInputs([...leavesOf(need), have], place),
        fixes: fixesOf(inputs, need.value),
      },
    ];
  },
});

/** The next power of two, and as many buckets where there are known to be fewer. */
function fixesOf(inputs: CapacityInputs, need: number): readonly Fix[] {
  const right = powerOfTwoFrom(need);
  const own = inputs.sysctl(buckets);
  const { kernel } = inputs.host;
  // A line sets them later than the module does, since this kernel.
  const isWritable = kernel !== undefined && compareVersions(kernel.value, '4.8') >= 0;
  const grows = (own.source?.place !== undefined || isWritable) && (own.value ?? right) < right;
  const edits = [settingKernel(inputs, max, right), ...(grows ? [settingKernel(inputs, buckets, right)] : [])];
  const known = joined(edits.flatMap((edit) => edit ?? []));
  if (known.length === 0) return [];
  return [
    {
      title: `Set nf_conntrack_max ${grows ? 'and nf_conntrack_buckets ' : ''}to ${right}`,
      safe: false,
      edits: known,
    },
  ];
}

/** Lines that go to the same place as one edit. */
function joined(edits: readonly FileEdit[]): readonly FileEdit[] {
  const [one, other] = edits;
  const isSame = one && other && one.path === other.path && one.start.line === other.start.line;
  return isSame && one.start.column === other.start.column ? [{ ...one, text: one.text + other.text }] : edits;
}
