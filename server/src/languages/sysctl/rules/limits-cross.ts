import type { FileReport, Rule } from '../../../engine/rules.ts';
import { formatBytes, formatCount } from '../../../engine/values/quantity.ts';
import { pageSizeOf } from '../../../host/facts.ts';
import { inForce, isSettled, relatedTo, spanOf } from '../in-force.ts';

/** Two limits of which the first must not be above the second. */
interface Pair {
  readonly low: string;
  readonly high: string;
  readonly consequence: string;
  /** Equal ones are as bad. */
  readonly strict?: true;
  /** How many times the second the first may be; 1 where nothing is said. */
  readonly times?: bigint;
  /** A second of 0 means that the limit is off. */
  readonly zeroIsOff?: true;
}

const pairs: readonly Pair[] = [
  {
    low: 'kernel.msgmax',
    high: 'kernel.msgmnb',
    consequence: 'a message that large is allowed and fits into no queue',
  },
  {
    low: 'net.core.rmem_default',
    high: 'net.core.rmem_max',
    times: 2n,
    consequence: 'a program that asks for the most gets twice that at best, less than one that asks for nothing',
  },
  {
    low: 'net.core.wmem_default',
    high: 'net.core.wmem_max',
    times: 2n,
    consequence: 'a program that asks for the most gets twice that at best, less than one that asks for nothing',
  },
  ...['ipv4', 'ipv6'].flatMap((family): readonly Pair[] => [
    {
      low: `net.${family}.neigh.default.gc_thresh1`,
      high: `net.${family}.neigh.default.gc_thresh2`,
      consequence: 'the table is cleaned before it may be left alone',
    },
    {
      low: `net.${family}.neigh.default.gc_thresh2`,
      high: `net.${family}.neigh.default.gc_thresh3`,
      consequence: 'the hard limit is met before the soft one, and new neighbours are refused',
    },
  ]),
  ...['ratio', 'bytes'].map(
    (unit): Pair => ({
      low: `vm.dirty_background_${unit}`,
      high: `vm.dirty_${unit}`,
      strict: true,
      zeroIsOff: true,
      consequence: 'the kernel writes back in the background from half of the other on instead',
    }),
  ),
];

/** The kernel accepts each number by itself and does not compare. Of `SO_RCVBUF` and `SO_SNDBUF` it stores twice the number (`__sock_set_rcvbuf`). */
export const limitsCross: Rule = {
  id: 'sysctl/limits-cross',
  title: 'Two limits stand the wrong way round',
  severity: 'warning',
  file(view) {
    if (!isSettled(view)) return [];
    return [...pairs.flatMap((pair) => crossing(pair)), ...semaphores(), ...sharedMemory()];

    function crossing({ low, high, consequence, strict, times = 1n, zeroIsOff }: Pair): readonly FileReport[] {
      const [a, b] = [inForce(view, low), inForce(view, high)];
      if (!a || !b || a.at.analysis !== view.analysis) return [];
      const [below] = a.numbers;
      const [above] = b.numbers;
      if (below < above * times || (below === above * times && !strict) || (zeroIsOff && above === 0n) || below < 0n)
        return [];
      const is = below === above ? 'is not below' : 'is above';
      return [
        {
          ...spanOf(a.at),
          message: `${nameOf(low)} ${formatCount(below)} ${is} ${nameOf(high)} ${formatCount(above)}: ${consequence}.`,
          related: [relatedTo(view, b.at, 'The other limit.')],
        },
      ];
    }

    /** The limit of all segments counts pages, that of one bytes. */
    function sharedMemory(): readonly FileReport[] {
      const [all, one] = [inForce(view, 'kernel.shmall'), inForce(view, 'kernel.shmmax')];
      if (!all || !one || all.at.analysis !== view.analysis || all.numbers[0] <= 0n) return [];
      const page = BigInt(pageSizeOf(view.host));
      const bytes = all.numbers[0] * page;
      if (bytes >= one.numbers[0]) return [];
      return [
        {
          ...spanOf(all.at),
          message: `shmall ${formatCount(all.numbers[0])} pages × ${page} bytes = ${formatBytes(Number(bytes))} for all segments together; shmmax allows ${formatBytes(Number(one.numbers[0]))} for one, which is never met.`,
          related: [relatedTo(view, one.at, 'The limit of one segment.')],
        },
      ];
    }

    /** SEMMNS counts all semaphores, SEMMSL those of a set, SEMMNI the sets. */
    function semaphores(): readonly FileReport[] {
      const set = inForce(view, 'kernel.sem');
      const [perSet, all, , sets] = set?.numbers ?? [];
      if (!set || set.at.analysis !== view.analysis || perSet === undefined || all === undefined || sets === undefined)
        return [];
      if (perSet <= all && perSet * sets > all && perSet > 0n) {
        const full = all / perSet;
        return [
          {
            ...spanOf(set.at),
            severity: 'information',
            message: `SEMMNS ${formatCount(all)} / SEMMSL ${formatCount(perSet)} = ${formatCount(full)}: of the ${formatCount(sets)} sets that SEMMNI allows no more can be full.`,
          },
        ];
      }
      if (perSet <= all) return [];
      return [
        {
          ...spanOf(set.at),
          message: `SEMMSL ${formatCount(perSet)} is above SEMMNS ${formatCount(all)}: a set that large is allowed, and there are not as many semaphores.`,
        },
      ];
    }
  },
};

function nameOf(key: string): string {
  return key.slice(key.lastIndexOf('.') + 1);
}
