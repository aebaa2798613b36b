import { type Rule, replace } from '../../../engine/rules.ts';
import { formatCount } from '../../../engine/values/quantity.ts';
import { keyName, keyOf } from '../kernel.ts';
import { spelledLike } from '../key.ts';
import { kernelNumber } from '../kinds.ts';

interface Successor {
  readonly suffix: string;
  /** How many of the new unit one of the old is; absent where that depends on packets. */
  readonly times?: bigint;
  readonly unit: string;
}

const successors: Readonly<Record<string, Successor>> = Object.fromEntries(
  ['ipv4', 'ipv6'].flatMap((family): readonly (readonly [string, Successor])[] => [
    [`net.${family}.neigh.<name>.base_reachable_time`, { suffix: '_ms', times: 1000n, unit: 'seconds' }],
    [`net.${family}.neigh.<name>.retrans_time`, { suffix: '_ms', times: 10n, unit: 'hundredths of a second' }],
    [`net.${family}.neigh.<name>.unres_qlen`, { suffix: '_bytes', unit: 'packets' }],
  ]),
);

/** Old names of neighbour settings that the kernel keeps; sysctl lists them only with --deprecated. */
export const deprecatedUnit: Rule = {
  id: 'sysctl/deprecated-unit',
  title: 'The key is an old name with a coarser unit',
  severity: 'information',
  tag: 'deprecated',
  facts: Object.keys(successors),
  statement(statement) {
    const word = statement.words[0];
    const { setting } = statement;
    const successor = successors[keyOf(statement)?.id ?? ''];
    if (!word || !setting || !successor) return;
    const { suffix, times, unit } = successor;
    const name = `${keyName(statement)}${suffix}`;
    const value = setting.uncertain ? undefined : kernelNumber(setting.fields[0] ?? '');
    const right = times && value !== undefined && value >= 0n ? value * times : undefined;
    const same =
      right === undefined
        ? ''
        : ` ${formatCount(value as bigint)} × ${formatCount(times as bigint)} = ${formatCount(right)}.`;
    const edits =
      right === undefined
        ? []
        : [
            replace(word.start, word.end, spelledLike(name, word.text)),
            replace(setting.start, setting.end, String(right)),
          ];
    return [
      {
        start: word.start,
        end: word.end,
        message: `'${keyName(statement)}' counts ${unit} and is kept for old files; '${name}' took its place.${same}`,
        fixes: edits.length === 0 ? [] : [{ title: `Change to '${name} = ${right}'`, safe: true, edits }],
      },
    ];
  },
};
