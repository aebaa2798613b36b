import type { Rule } from '../../../engine/rules.ts';
import { formatBytes, formatCount } from '../../../engine/values/quantity.ts';
import { compareVersions } from '../../../engine/version.ts';
import { pageSizeOf } from '../../../host/facts.ts';
import { isAtLeast } from '../loaders/loader.ts';
import { loaderOf } from '../order.ts';
import { type About, noteOn, type ValueNotes } from '../value-notes.ts';

const isBefore = ({ host }: About, version: string) =>
  host.kernel !== undefined && compareVersions(host.kernel.value, version) < 0;

/** Distributions with a systemd before 240, which raised nothing. */
const early = /^(?:(?:rhel|centos|rocky|alma\w*|ol|oracle)-[5-8]|debian-[1-9]$|ubuntu-1[0-8]|sles-1[0-5]|amzn-?2$)/;

/** Whether the host has a systemd of a release, or a newer one, that sets limits at boot. */
function systemdRaises({ host }: About, release: string): boolean {
  const loader = loaderOf(host);
  if (loader?.program !== 'systemd') return false;
  return isAtLeast(loader, release) ?? !early.test(host.distribution?.value ?? '');
}

/** Shared memory is unlimited since 3.16; a limit above all of RAM is none either. */
const sharedMemory = (unit: (about: About) => number): ValueNotes[string] => {
  return ([value], about) => {
    const bytes = Number(value) * unit(about);
    const memory = about.host.memory?.value;
    if (isBefore(about, '3.16') || !memory || value < 0n || bytes >= memory) return undefined;
    return {
      message: `Since 3.16 Linux sets no limit on shared memory; this one is ${formatBytes(bytes)} of the ${formatBytes(memory)} of RAM (${about.host.memory?.from}).`,
    };
  };
};

const notes: ValueNotes = {
  'fs.file-max': ([value], about) =>
    systemdRaises(about, '240') && value >= 0n && value < 2n ** 63n - 1n
      ? { message: `systemd has raised fs.file-max to 2^63-1 at boot: ${formatCount(value)} lowers it.` }
      : undefined,
  'kernel.pid_max': ([value], about) =>
    systemdRaises(about, '243') && about.host.distribution?.value !== 'debian-10' && value >= 301n && value < 4_194_304n
      ? { message: `systemd sets kernel.pid_max to 4 194 304 on 64-bit machines: ${formatCount(value)} lowers it.` }
      : undefined,
  'kernel.shmall': sharedMemory(({ host }) => pageSizeOf(host)),
  'kernel.shmmax': sharedMemory(() => 1),
  'vm.min_free_kbytes': ([value], { host }) => {
    if (value < 0n || value >= 1024n) return undefined;
    const kib = host.memory && Math.floor(host.memory.value / 1024);
    const own = kib && Math.min(262_144, Math.max(128, Math.floor(Math.sqrt(16 * kib))));
    return {
      severity: 'warning',
      message:
        `${formatCount(value)} KiB are all that is left for packets and interrupts when memory is short; Linux keeps √(16 × RAM in KiB)` +
        `${own ? ` = ${formatCount(own)} KiB of the ${formatBytes(host.memory?.value ?? 0)} (${host.memory?.from})` : ''}.`,
    };
  },
  'net.core.somaxconn': ([value], about) =>
    value >= 0n && value < 4096n && !isBefore(about, '5.4')
      ? {
          instead: '4096',
          message: `Linux has 4 096 since 5.4: ${formatCount(value)} cuts the backlog of every listener lower than it would be without the line.`,
        }
      : undefined,
  'net.ipv4.ip_local_port_range': ([low, high]) => {
    if (high === undefined || high < low || high - low + 1n >= 28_232n) return undefined;
    const count = high - low + 1n;
    return {
      message: `${formatCount(count)} ports for outgoing connections to one address and port; the default, 32768 60999, has 28 232.`,
    };
  },
  'net.ipv4.tcp_max_tw_buckets': ([value]) =>
    value >= 0n && value <= 10_000n
      ? {
          severity: 'warning',
          message: `Connections beyond ${formatCount(value)} in TIME-WAIT are forgotten at once, and late segments of theirs reach the next one on the same ports. Linux allows half as many as its table has places, tens of thousands on a server.`,
        }
      : undefined,
  'net.ipv4.tcp_mem': ([, , most], { host }) => {
    if (!host.memory || most === undefined || most <= 0n) return undefined;
    const bytes = Number(most) * pageSizeOf(host);
    const own = host.memory.value * 0.09375;
    if (bytes >= own * 0.9) return undefined;
    return {
      message: `All TCP sockets together may take ${formatCount(most)} pages = ${formatBytes(bytes)}; without the line Linux lets them take 9.4 % of the ${formatBytes(host.memory.value)} of RAM (${host.memory.from}), ${formatBytes(own)}.`,
    };
  },
};

/** Lines that were a raise once, or were meant as one, and lower today what the host has without them. */
export const belowDefault: Rule = {
  id: 'sysctl/below-default',
  title: 'The line lowers what the host has without it',
  severity: 'information',
  facts: Object.keys(notes),
  statement: (statement, context) => noteOn(statement, context, notes),
};
