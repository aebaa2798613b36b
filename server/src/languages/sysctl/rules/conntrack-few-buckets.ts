import type { Rule } from '../../../engine/rules.ts';
import { formatBytes, formatCount } from '../../../engine/values/quantity.ts';
import { inForce, isSettled, relatedTo, spanOf, writeValue } from '../in-force.ts';

/** The kernel never makes longer lists by itself (`nf_conntrack_init_start`: 8 with `hashsize=`, 4 before 5.15, 1 since). */
const longest = 8n;

export const conntrackFewBuckets: Rule = {
  id: 'sysctl/conntrack-few-buckets',
  title: 'Many conntrack entries for each bucket',
  severity: 'warning',
  file(view) {
    const buckets = inForce(view, 'net.netfilter.nf_conntrack_buckets');
    const max = inForce(view, 'net.netfilter.nf_conntrack_max');
    if (!isSettled(view) || !max || buckets?.at.analysis !== view.analysis || buckets.numbers[0] <= 0n) return [];
    const each = max.numbers[0] / buckets.numbers[0];
    if (max.numbers[0] <= buckets.numbers[0] * longest) return [];
    const right = (max.numbers[0] + 3n) / 4n;
    return [
      {
        ...spanOf(buckets.at),
        message:
          `${formatCount(max.numbers[0])} connections / ${formatCount(buckets.numbers[0])} buckets = lists of ${formatCount(each)} entries, and every packet ` +
          `walks one. ${formatCount(right)} buckets (${formatBytes(Number(right) * 8)}) make it four.`,
        related: [relatedTo(view, max.at, 'The number of connections.')],
        fixes: [writeValue(view, buckets.at, String(right))],
      },
    ];
  },
};
