import { clipped } from '../../../engine/nearest.ts';
import { type LineReport, type Rule, replace } from '../../../engine/rules.ts';
import type { Statement } from '../../../engine/statement.ts';
import { formatCount } from '../../../engine/values/quantity.ts';
import { compareVersions } from '../../../engine/version.ts';
import type { Host } from '../../../host/facts.ts';
import type { Range, SysctlFact } from '../facts/keys.ts';
import { isNumeric, keyName, keyOf, oldestKernel, rangeOn, tabledKernel, takesValues } from '../kernel.ts';
import { kernelNumber, longestNumber } from '../kinds.ts';

/** The kernel refuses numbers outside the key's range (bounds of 102 kernel trees, tried on Linux 6.18). */
export const outOfRange: Rule = {
  id: 'sysctl/out-of-range',
  title: 'The kernel refuses a number of this size',
  severity: 'error',
  statement(statement, { host }) {
    const fact = keyOf(statement);
    // What a switch of type bool does with other numbers has changed from release to release.
    if (!fact || !isNumeric(fact) || !takesValues(fact, host) || fact.type === 'bool') return;
    const range = rangeOn(host, fact);
    const reports: LineReport[] = [];
    for (const { role, start, end, text, uncertain } of statement.slots) {
      const value = role === 'value' && !uncertain ? kernelNumber(text) : undefined;
      if (value === undefined) continue;
      const bound = nearestBound(value, range);
      if (bound === undefined) continue;
      reports.push({
        start,
        end,
        ...verdict(text, value, statement, range, host),
        fixes: [{ title: `Write ${bound}`, safe: false, edits: [replace(start, end, String(bound))] }],
      });
    }
    return reports.length > 0 ? reports : fallingPorts(statement);
  },
};

function nearestBound(value: bigint, { min, max }: Range): bigint | undefined {
  if (min !== undefined && value < min) return min;
  return max !== undefined && value > max ? max : undefined;
}

function verdict(
  written: string,
  value: bigint,
  statement: Statement,
  range: Range,
  host: Host,
): Pick<LineReport, 'message' | 'severity'> {
  const fact = keyOf(statement) as SysctlFact;
  const kernel = tabledKernel(host);
  const number = written.length > longestNumber ? clipped(written) : formatCount(value);
  const allowed = `'${keyName(statement)}' takes ${rangeText(range)}`;
  const where = kernel ? `on Linux ${kernel} (${host.kernel?.from})` : `on any Linux since ${oldestKernel}`;
  const said = `${allowed} ${where}`;
  if (kernel && fact.type === 'ulong' && compareVersions(kernel, value < 0n ? '5.16' : '5.2') < 0) {
    const since = value < 0n ? '5.16' : '5.2';
    return {
      severity: 'warning',
      message: `${said}: ${number} is ignored without an error; kernels from ${since} on refuse it.`,
    };
  }
  if (kernel && compareVersions(kernel, '4.1') < 0 && fact.min === undefined && fact.max === undefined) {
    return { severity: 'warning', message: `${said}: of ${number} only the low 32 bits are kept.` };
  }
  return { message: `${said}: ${number} is refused (EINVAL).` };
}

function rangeText({ min, max }: Range): string {
  if (min === undefined) return `at most ${formatCount(max as bigint)}`;
  return max === undefined ? `at least ${formatCount(min)}` : `${formatCount(min)} to ${formatCount(max)}`;
}

/** `ip_local_port_range` is refused when it falls (`set_local_port_range` in net/ipv4/sysctl_net_ipv4.c). */
function fallingPorts({ fact, setting }: Statement): readonly LineReport[] {
  if (fact?.id !== 'net.ipv4.ip_local_port_range' || !setting || setting.uncertain) return [];
  const [low, high] = setting.fields.map(kernelNumber);
  if (low === undefined || high === undefined || low <= high) return [];
  const right = `${setting.fields[1]} ${setting.fields[0]}`;
  return [
    {
      start: setting.start,
      end: setting.end,
      message: `The range must rise: the kernel refuses ${low} as the lowest port when the highest is ${high} (EINVAL).`,
      fixes: [{ title: `Write ${clipped(right)}`, safe: true, edits: [replace(setting.start, setting.end, right)] }],
    },
  ];
}
