import { formatBytes } from '../../engine/values/quantity.ts';
import { largestMaxconn, settingConnections, settingKernel } from '../fixes.ts';
import type { CapacityInputs } from '../inputs.ts';
import { expectedLoad } from '../load.ts';
import { hugePages, ram } from '../memory.ts';
import { proxyMemory } from '../proxy-memory.ts';
import {
  constant,
  difference,
  formatNumber,
  formulaOf,
  known,
  leavesOf,
  product,
  type Quantity,
  sum,
} from '../quantity.ts';
import { capacityRule, relatedInputs, severityFor } from '../rule.ts';

const key = 'vm.overcommit_memory';
const strict = 2;
/** The share of the limit that the fix leaves to HAProxy; every other program asks for memory too. */
const share = 0.8;

/** `vm_commit_limit` in mm/util.c: with overcommit_memory = 2 nobody gets more, whatever is free. */
export const aboveCommitLimit = capacityRule({
  id: 'capacity/above-commit-limit',
  title: 'HAProxy may ask for more memory than the kernel promises',
  severity: 'warning',
  judge({ inputs }) {
    const mode = inputs.sysctl(key);
    const place = mode.source?.place;
    if (!inputs.proxy || mode.value !== strict || !place) return [];
    const limit = commitLimit(inputs);
    const need = proxyMemory(inputs, 'busy');
    if (need.value === undefined || limit?.value === undefined || need.value <= limit.value) return [];
    const severity = severityFor(difference('', 'bytes', need, limit), 'warning');
    if (!severity) return [];
    const right = largestMaxconn(
      inputs,
      (tried) => (proxyMemory(tried, 'busy').value ?? Infinity) <= (limit.value ?? 0) * share,
    );
    const lower = right === undefined || inputs.host.connections ? undefined : settingConnections(inputs, right);
    const off = settingKernel(inputs, key, 0);
    return [
      {
        place,
        severity,
        message:
          `With data under way on ${formatNumber(expectedLoad(inputs).connections.value ?? 0)} connections HAProxy asks for ` +
          `${formatBytes(need.value)}, and overcommit_memory = 2 promises all programs together ${formulaOf(limit)}: beyond it HAProxy ` +
          'gets no memory, whatever is free.',
        related: relatedInputs([...leavesOf(need), ...leavesOf(limit)], place),
        fixes: [
          ...(off ? [{ title: `Set ${key} to 0, the kernel's own value`, safe: false, edits: [off] }] : []),
          ...(lower
            ? [
                {
                  title: `Lower ${lower.name} to ${right}, which takes ${share * 100} % of it`,
                  safe: false,
                  edits: [lower.edit],
                },
              ]
            : []),
        ],
      },
    ];
  },
});

/** Swap, and a share of the RAM without huge pages; undefined where nobody knows how much swap there is. */
function commitLimit(inputs: CapacityInputs): Quantity | undefined {
  const { swap: fact } = inputs.host;
  if (!fact) return undefined;
  const swap = known('swap', fact.value, 'bytes', { from: fact.from, host: true });
  const kbytes = inputs.sysctl('vm.overcommit_kbytes');
  const kibibyte = constant('a kibibyte', 1024, 'bytes', 'overcommit_kbytes counts them');
  if (kbytes.value !== 0)
    return sum('commit limit', 'bytes', [swap, product('overcommit_kbytes', 'bytes', [kbytes, kibibyte])]);
  const huge = hugePages(inputs);
  const free = huge.value === 0 ? ram(inputs) : difference('RAM without huge pages', 'bytes', ram(inputs), huge);
  return sum('commit limit', 'bytes', [swap, product('share of RAM', 'bytes', [percentage(inputs), free])]);
}

/** `vm.overcommit_ratio`, which counts percent, as a share. */
function percentage(inputs: CapacityInputs): Quantity {
  const ratio = inputs.sysctl('vm.overcommit_ratio');
  return { ...ratio, unit: 'share', value: ratio.value === undefined ? undefined : ratio.value / 100 };
}
