/** What goes wrong when a loader reads its files, in words. */
import type { Message, MessageKind, Origin } from './run.ts';

const meanings: Readonly<Record<MessageKind, string>> = {
  'no-assignment': 'no assignment',
  'unknown-key': 'there is no such key',
  outside: 'leads out of /proc/sys',
  folder: 'a folder, no key',
  'read-only': 'cannot be written',
  refused: 'the kernel refuses it',
  stopped: 'busybox stops here, the lines behind it are not applied',
  cut: 'procps writes the first 4096 bytes only',
  'too-long': 'systemd-sysctl reads no line of 1 MiB, nor what follows it',
  unreadable: 'a link that leads nowhere',
};

/** `/etc/sysctl.conf:3: vm.swapiness: there is no such key`. */
export function messageText({ kind, origin, detail }: Message): string {
  return `${kind === 'unreadable' ? origin.path : placeText(origin)}: ${detail && kind !== 'refused' ? `${detail}: ` : ''}${meanings[kind]}${kind === 'refused' ? `, ${detail}` : ''}`;
}

/** `/etc/sysctl.conf:3`. */
export function placeText({ path, line }: Origin): string {
  return `${path}:${line + 1}`;
}
