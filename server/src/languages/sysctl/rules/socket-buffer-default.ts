import { type Rule, replace } from '../../../engine/rules.ts';
import { formatBytes, formatCount } from '../../../engine/values/quantity.ts';
import { keyOf } from '../kernel.ts';
import { kernelNumber } from '../kinds.ts';

const mebibyte = 1024 ** 2;
/** A host that cannot fill the buffers of so many sockets is no host for a load balancer. */
const fewSockets = 10_000;

const keys = {
  'net.ipv4.tcp_rmem': { buffer: 'receive', usual: '4096 131072 6291456' },
  'net.ipv4.tcp_wmem': { buffer: 'send', usual: '4096 16384 4194304' },
} as const;

/**
 * The middle field is the size every socket starts with, before autotuning has seen any traffic (`tcp_init_sock` in
 * net/ipv4/tcp.c). Up to a mebibyte it is left to taste.
 */
export const socketBufferDefault: Rule = {
  id: 'sysctl/socket-buffer-default',
  title: 'Few sockets with this default buffer fill the RAM',
  severity: 'warning',
  facts: Object.keys(keys),
  statement(statement, { host, lacks }) {
    const { setting } = statement;
    const key = keys[keyOf(statement)?.id as keyof typeof keys];
    const place = statement.slots.filter((slot) => slot.role === 'value')[1];
    const size = place && kernelNumber(place.text);
    if (!setting || setting.uncertain || !place || size === undefined || size <= mebibyte) return;
    const bytes = Number(size);
    const starts = `A TCP socket starts with a ${key.buffer} buffer of ${formatCount(size)} bytes (${formatBytes(bytes)})`;
    if (!host.memory) {
      lacks('memory', place.start, place.end, `${starts}.`);
      return;
    }
    const third = host.memory.value / 3;
    const sockets = Math.floor(third / bytes);
    if (sockets >= fewSockets) return;
    return [
      {
        start: place.start,
        end: place.end,
        message:
          `${starts}: ${formatCount(sockets)} of them fill ${formatBytes(third)}, a third of the ` +
          `${formatBytes(host.memory.value)} of RAM (${host.memory.from}), and every proxied connection has two sockets.`,
        fixes: [
          {
            title: `Write the kernel's default: ${key.usual}`,
            safe: false,
            edits: [replace(setting.start, setting.end, key.usual)],
          },
        ],
      },
    ];
  },
};
