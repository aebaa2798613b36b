import type { FileReport, Rule } from '../../../engine/rules.ts';
import { formatBytes, formatCount } from '../../../engine/values/quantity.ts';
import { pageSizeOf } from '../../../host/facts.ts';
import { inForce, isSettled, relatedTo, valueSpanOf, writeValue } from '../in-force.ts';

/**
 * `tcp_mem`, `udp_mem` and `shmall` count pages. Numbers that are somebody's socket buffers, or the limit of one segment in
 * bytes, are told from pages without knowing the host.
 */
export const pagesNotBytes: Rule = {
  id: 'sysctl/pages-not-bytes',
  title: 'The key counts pages, and the number looks like bytes',
  severity: 'warning',
  file(view) {
    if (!isSettled(view)) return [];
    const page = pageSizeOf(view.host);
    const reports: FileReport[] = [];
    for (const name of ['tcp_mem', 'udp_mem']) {
      const set = inForce(view, `net.ipv4.${name}`);
      const [low, , most] = set?.numbers ?? [];
      if (!set || set.at.analysis !== view.analysis || low === undefined || most === undefined) continue;
      // A page as the lowest limit of all sockets together is the lowest buffer of one.
      if (low > 8192n || most < 1_048_576n) continue;
      reports.push({
        ...valueSpanOf(set.at),
        message:
          `${name} counts pages for all sockets together, and these look like the buffers of one socket in bytes: ` +
          `${formatCount(most)} pages × ${formatCount(page)} bytes = ${formatBytes(Number(most) * page)}.`,
      });
    }
    const all = inForce(view, 'kernel.shmall');
    const one = inForce(view, 'kernel.shmmax');
    if (all && one && all.at.analysis === view.analysis && all.numbers[0] === one.numbers[0] && one.numbers[0] > 0n) {
      const bytes = Number(all.numbers[0]) * page;
      // Both may stand for no limit.
      if (bytes < 2 ** 62) {
        const right = one.numbers[0] / BigInt(page);
        reports.push({
          ...valueSpanOf(all.at),
          severity: 'information',
          message:
            `shmall counts pages, shmmax bytes, and both are ${formatCount(one.numbers[0])}: all segments together may take ` +
            `${formatBytes(bytes)}, one ${formatBytes(Number(one.numbers[0]))}.`,
          related: [relatedTo(view, one.at, 'This is in bytes.')],
          fixes: right > 0n ? [writeValue(view, all.at, String(right))] : [],
        });
      }
    }
    return reports;
  },
};
