import { clipped } from '../../../engine/nearest.ts';
import { type FileReport, type Fix, insertLine, type Rule, replace } from '../../../engine/rules.ts';
import { formatBytes, formatCount } from '../../../engine/values/quantity.ts';
import type { Host } from '../../../host/facts.ts';
import { deciding, type LimitGroup, type LimitLine, limitGroups } from '../effective.ts';
import { limitSize } from '../kinds.ts';
import { isDebianBuild } from '../pam.ts';

/** Hard limits that a session inherits: from the kernel, and what systemd leaves to PID 1. */
const kernelDescriptors = 4096n;
const initDescriptors = 1_048_576n;
/** KiB; the kernel's own was 64 before 5.16. */
const kernelLockedMemory = 8192n;

/**
 * Without a hard line the hard limit stays what the session inherits, and the soft limit is cut to it. What is inherited is
 * rarely known, so the rule speaks only of values above the least that is usual, and says what it depends on.
 */
export const softWithoutHard: Rule = {
  id: 'limits/soft-without-hard',
  title: 'A soft limit is raised, and no hard limit with it',
  severity: 'information',
  file(view) {
    const groups = limitGroups(view);
    const everybody = new Set(
      groups
        .filter(({ domain }) => domain === '*')
        .filter((group) => deciding(group, 'hard'))
        .map(({ item }) => item.name),
    );
    return groups.flatMap((group): readonly FileReport[] => {
      const soft = deciding(group, 'soft');
      if (!soft || soft.analysis !== view.analysis || deciding(group, 'hard')) return [];
      // The hard limit of * is that of every other domain too, but for root on Debian.
      const covered = everybody.has(group.item.name) && !(group.domain === 'root' && isDebianBuild(view.host)?.value);
      const inherited = covered ? undefined : inheritedBy(group, soft, view.host);
      if (!inherited) return [];
      const { start, end } = soft.setting;
      const message = `No line sets the hard ${group.item.name} of '${clipped(group.domain)}', so this soft limit is cut to the one the session inherits: ${inherited}`;
      return [{ line: soft.line, start, end, message, fixes: fixesFor(soft) }];
    });
  },
};

/** What the session inherits, and how sure it is that this is less; undefined where it need not be. */
function inheritedBy({ domain, item }: LimitGroup, { value }: LimitLine, host: Host): string | undefined {
  if (value === undefined) return undefined;
  const size = limitSize(value, item.name);
  // Debian's PID 1 has fs.nr_open, which is what unlimited stands for.
  if (item.name === 'nofile' && value === 'unlimited' && isDebianBuild(host)?.value) return undefined;
  if (item.name === 'nofile') return descriptorsCut(size, host);
  if (item.name === 'memlock' && size > kernelLockedMemory) {
    return `${formatCount(kernelLockedMemory)} KiB from kernels since 5.16, 64 KiB from older ones, or what systemd was told.`;
  }
  // The kernel does not hold root to nproc.
  if (item.name !== 'nproc' || domain === 'root') return undefined;
  if (value === 'unlimited') return 'half of what fits into RAM by the count of the kernel.';
  if (!host.memory) return undefined;
  const threads = threadsInherited(host.memory.value);
  if (size <= BigInt(threads)) return undefined;
  const arithmetic = `${formatBytes(host.memory.value)} of RAM (${host.memory.from}) / 128 KiB / 2 = ${formatCount(threads)}`;
  return `the kernel gives about ${arithmetic}.`;
}

/**
 * The hard nproc of PID 1: the kernel allows as many threads as stacks of 16 KiB fill an eighth of RAM, and each user half
 * of them (`set_max_threads` and `fork_init` in kernel/fork.c).
 */
function threadsInherited(memory: number): number {
  return Math.floor(memory / (128 * 1024) / 2);
}

function descriptorsCut(size: bigint, host: Host): string | undefined {
  if (size <= kernelDescriptors) return undefined;
  const debian = isDebianBuild(host);
  if (debian?.value) {
    const fits = size <= initDescriptors;
    const from = `on Debian and its relatives (${debian.from}) that of PID 1, ${formatCount(initDescriptors)} under systemd`;
    return fits ? `${from}, which is enough, but 4 096 where something else is PID 1.` : `${from}.`;
  }
  const debianToo = debian ? '' : ', on Debian and its relatives 1 048 576';
  return `4 096 from the kernel, 524 288 from systemd since 240${debianToo}.`;
}

function fixesFor({ analysis, line, setting }: LimitLine): readonly Fix[] {
  const { text, words } = analysis.statement(line);
  const type = words[1];
  if (!type) return [];
  const hard = `${text.slice(0, type.start)}hard${text.slice(type.end, setting.end)}`;
  return [
    { title: 'Add the hard limit', safe: false, edits: [insertLine(hard, line)] },
    { title: "Change to '-', for both limits", safe: false, edits: [replace(type.start, type.end, '-', line)] },
  ];
}
