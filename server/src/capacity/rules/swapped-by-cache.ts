import { formatBytes, formatShare } from '../../engine/values/quantity.ts';
import { settingKernel } from '../fixes.ts';
import { placeOfConnections } from '../load.ts';
import { hostMemory, ram } from '../memory.ts';
import { proxyMemory } from '../proxy-memory.ts';
import { capacityRule, relatedInputs } from '../rule.ts';

const key = 'vm.swappiness';
/** What the kernel takes by itself: from there on cache and programs count nearly the same. */
const high = 60;
const gentle = 10;

/** A host with enough RAM swaps when the page cache grows: the reader of large files, such as a backup, pushes HAProxy out. */
export const swappedByCache = capacityRule({
  id: 'capacity/swapped-by-cache',
  title: 'The page cache may push HAProxy into swap',
  severity: 'information',
  judge({ inputs }) {
    const { host, proxy } = inputs;
    const swappiness = inputs.sysctl(key);
    const memory = ram(inputs).value;
    const place = swappiness.source?.place ?? placeOfConnections(inputs);
    if (!proxy || !memory || !host.swap?.value || swappiness.value === undefined || swappiness.value < high || !place)
      return [];
    const worst = proxyMemory(inputs, 'worst').value ?? 0;
    const busy = hostMemory(inputs, 'busy').value ?? 0;
    // What does not fit at all has a rule of its own.
    if (worst <= memory / 2 || busy > memory) return [];
    const edit = settingKernel(inputs, key, gentle);
    const from = swappiness.source?.place ? '' : ` (${swappiness.source?.from})`;
    return [
      {
        place,
        severity: 'information',
        message:
          `At its very worst HAProxy takes ${formatBytes(worst)}, ${formatShare(worst, memory)} of the ${formatBytes(memory)} of RAM ` +
          `(${host.memory?.from}). With swappiness ${swappiness.value}${from} the kernel swaps its idle connections out to keep files ` +
          'in the page cache, and each of them waits for the disk when it wakes.',
        related: relatedInputs([...(proxy.global.maxconn ? [proxy.global.maxconn] : [])], place),
        fixes: edit ? [{ title: `Set ${key} to ${gentle}`, safe: false, edits: [edit] }] : [],
      },
    ];
  },
});
