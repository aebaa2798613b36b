/** The machine that a login is evaluated for where nobody describes another one. */
import { infinite } from './c-numbers.ts';
import { resources } from './evaluate-limit.ts';
import type { Limit, Limits } from './evaluate-session.ts';

const noLimit: Limit = { soft: infinite, hard: infinite };
const fixed = (value: bigint): Limit => ({ soft: value, hard: value });

/**
 * What the kernel gives to its first process and all inherit from there, in kernel units: INIT_RLIMITS of Linux 5.16 and
 * newer. `nproc` and `sigpending` follow from RAM, one for each 256 KiB of it; this is a machine of 1.4 GiB.
 */
const ofTheKernel: Limits = {
  ...Object.fromEntries(resources.map((name) => [name, noLimit])),
  stack: { soft: 8_388_608n, hard: infinite },
  core: { soft: 0n, hard: infinite },
  nproc: fixed(5681n),
  memlock: fixed(8_388_608n),
  sigpending: fixed(5681n),
  msgqueue: fixed(819_200n),
  nice: fixed(0n),
  rtprio: fixed(0n),
};

/** `fs.nr_open` until somebody changes it. */
export const usualNrOpen = 1_048_576n;

/** The limits of PID 1 on Debian: systemd raises its own descriptors as far as the kernel lets it. */
export const usualPid1: Limits = { ...ofTheKernel, nofile: fixed(usualNrOpen) };

/** The limits of a system service of systemd since 240, such as sshd, that opens a session. */
export const usualInherited: Limits = { ...ofTheKernel, nofile: { soft: 1024n, hard: 524_288n } };
