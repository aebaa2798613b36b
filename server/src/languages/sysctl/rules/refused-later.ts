import type { LineReport, Rule } from '../../../engine/rules.ts';
import { formatCount } from '../../../engine/values/quantity.ts';
import { compareVersions } from '../../../engine/version.ts';
import type { Host } from '../../../host/facts.ts';
import { type Range, rangeFor, type SysctlFact } from '../facts/keys.ts';
import { isNumeric, keyName, keyOf, oldestKernel, rangeOn, tabledKernel, takesValues } from '../kernel.ts';
import { kernelNumber } from '../kinds.ts';

/** Nearly every host of unknown kernel runs this release, that of RHEL 8, or a newer one. */
const everywhere = '4.18';

/** What the host's kernel takes, or some kernel since `oldestKernel` where that is unknown, and a newer one does not. */
export const refusedLater: Rule = {
  id: 'sysctl/refused-later',
  title: 'Newer kernels refuse the number',
  severity: 'information',
  statement(statement, { host }) {
    const fact = keyOf(statement);
    if (!fact || fact.changes.length === 0 || !isNumeric(fact) || fact.type === 'bool' || !takesValues(fact, host))
      return;
    const now = rangeOn(host, fact);
    const reports: LineReport[] = [];
    for (const { role, start, end, text, uncertain } of statement.slots) {
      const value = role === 'value' && !uncertain ? kernelNumber(text) : undefined;
      if (value === undefined || !holds(now, value)) continue;
      const release = refusing(fact, value, host);
      if (release === undefined) continue;
      const { min, max } = rangeFor(fact, release);
      const bound =
        min !== undefined && value < min ? `at least ${formatCount(min)}` : `at most ${formatCount(max ?? 0n)}`;
      const message = `Linux from ${release} on takes ${bound} for '${keyName(statement)}' and refuses ${formatCount(value)} (EINVAL)${host.kernel ? `; this host runs ${host.kernel.value} (${host.kernel.from}).` : '.'}`;
      const isUsual = !host.kernel && compareVersions(release, everywhere) <= 0;
      reports.push({ start, end, message, ...(isUsual && { severity: 'warning' }) });
    }
    return reports;
  },
};

/** The first release behind the host's that refuses a number, if all that follow do; undefined where none does. */
function refusing(fact: SysctlFact, value: bigint, host: Host): string | undefined {
  const kernel = tabledKernel(host) ?? (host.kernel ? undefined : oldestKernel);
  if (kernel === undefined) return undefined;
  let first: string | undefined;
  for (const { before } of fact.changes) {
    if (compareVersions(before, kernel) <= 0) continue;
    if (holds(rangeFor(fact, before), value)) first = undefined;
    else first ??= before;
  }
  return first;
}

function holds({ min, max }: Range, value: bigint): boolean {
  return (min === undefined || value >= min) && (max === undefined || value <= max);
}
