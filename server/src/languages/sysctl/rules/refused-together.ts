import { type FileView, fileSettings, type SettingLine } from '../../../engine/file-view.ts';
import { noted } from '../../../engine/names.ts';
import type { FileReport, Rule } from '../../../engine/rules.ts';
import { formatCount } from '../../../engine/values/quantity.ts';
import { compareVersions } from '../../../engine/version.ts';
import { deciding, isSettled, numbersOf, relatedTo, valueSpanOf } from '../in-force.ts';
import { loaderOf } from '../order.ts';

/** Two keys of which the kernel keeps one at or below the other, whichever is written. */
interface Pair {
  readonly low: string;
  readonly high: string;
  readonly lowDefault: bigint;
  readonly highDefault: bigint;
  /** The first kernel that looks. */
  readonly since?: string;
}

const fragments = (low: string, high: string): Pair => ({
  low,
  high,
  lowDefault: 3_145_728n,
  highDefault: 4_194_304n,
  since: '3.17',
});

/** Tried on Linux 6.18; the fragment keys bound each other through `extra1` and `extra2`. */
const pairs: readonly Pair[] = [
  {
    low: 'net.ipv4.ip_unprivileged_port_start',
    high: 'net.ipv4.ip_local_port_range',
    lowDefault: 1024n,
    highDefault: 32_768n,
    since: '4.11',
  },
  fragments('net.ipv4.ipfrag_low_thresh', 'net.ipv4.ipfrag_high_thresh'),
  fragments('net.ipv6.ip6frag_low_thresh', 'net.ipv6.ip6frag_high_thresh'),
  fragments('net.netfilter.nf_conntrack_frag6_low_thresh', 'net.netfilter.nf_conntrack_frag6_high_thresh'),
  {
    low: 'kernel.sched_rt_runtime_us',
    high: 'kernel.sched_rt_period_us',
    lowDefault: 950_000n,
    highDefault: 1_000_000n,
  },
];

/** Follows the writes one after another, from the kernel's defaults on, and reports those that are refused. */
export const refusedTogether: Rule = {
  id: 'sysctl/refused-together',
  title: 'The kernel refuses the value because of another key',
  severity: 'error',
  file(view) {
    if (!isSettled(view)) return [];
    return pairs.flatMap((pair) => refusedOf(pair, view));
  },
};

function refusedOf(pair: Pair, view: FileView): readonly FileReport[] {
  const { host } = view;
  if (pair.since && host.kernel && compareVersions(host.kernel.value, pair.since) < 0) return [];
  if (![pair.low, pair.high].some((key) => view.settings().has(key))) return [];
  return noted(view.shared, `sysctl/refused ${pair.low}`, () => refusalsOf(pair, view)).flatMap((refusal) =>
    refusal.line.analysis === view.analysis ? [refused(pair, view, refusal)] : [],
  );
}

interface Refusal {
  readonly line: SettingLine;
  readonly value: bigint;
  /** The line that sets the other key by then. */
  readonly other: SettingLine | undefined;
  readonly bound: bigint;
}

/** The writes of all files that are read together which the kernel refuses. */
function refusalsOf(pair: Pair, view: FileView): readonly Refusal[] {
  let low = pair.lowDefault;
  let high = pair.highDefault;
  let lowAt: SettingLine | undefined;
  let highAt: SettingLine | undefined;
  const refusals: Refusal[] = [];
  for (const line of writesOf(pair, view)) {
    const value = numbersOf(line)?.[0];
    if (value === undefined) return refusals;
    const isLow = line.setting.key === pair.low;
    const isFine = isLow ? value <= high : low <= value;
    if (!isFine) refusals.push({ line, value, other: isLow ? highAt : lowAt, bound: isLow ? high : low });
    else if (isLow) [low, lowAt] = [value, line];
    else [high, highAt] = [value, line];
  }
  return refusals;
}

/** Every line for the two keys in the order of the writes: systemd-sysctl writes each key once, where it was last named. */
function writesOf({ low, high }: Pair, view: FileView): readonly SettingLine[] {
  const lines = view.loaded.flatMap(fileSettings).filter(({ setting: { key } }) => key === low || key === high);
  if (loaderOf(view.host)?.program !== 'systemd') return lines;
  return lines.filter((line) => line === deciding(view, line.setting.key));
}

function refused({ low, high, since }: Pair, view: FileView, { line, value, other, bound }: Refusal): FileReport {
  const isLow = line.setting.key === low;
  const name = isLow ? high : low;
  const later = deciding(view, name);
  const laterValue = later && later !== other && numbersOf(later)?.[0];
  const wouldDo =
    laterValue !== undefined && laterValue !== false && (isLow ? value <= laterValue : laterValue <= value);
  const state = other ? `is ${formatCount(bound)} by then` : `is ${formatCount(bound)} unless somebody changed it`;
  const shown = later ?? other;
  return {
    ...valueSpanOf(line),
    // A file that nobody sees may have changed the default, and an older kernel does not compare.
    severity: shown && (!since || view.host.kernel) ? 'error' : 'warning',
    message:
      `${formatCount(value)} is refused (EINVAL)${since && !view.host.kernel ? ` since Linux ${since}` : ''}: it must not be ${isLow ? 'above' : 'below'} '${name}', which ${state}` +
      `${wouldDo ? ` and becomes ${formatCount(laterValue as bigint)} only further down: that line must stand in front` : ''}.`,
    related: shown ? [relatedTo(view, shown, wouldDo ? 'Move this line in front.' : 'The other value.')] : [],
  };
}
