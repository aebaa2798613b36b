/**
 * What hardening guides recommend for sysctl keys, with the place where each says so. A pack is one guide: the Kernel Self
 * Protection Project's page, or the benchmarks of the Center for Internet Security.
 */
import type { Host } from '../../../host/facts.ts';

export interface HardeningRow {
  readonly key: string;
  /** What the guide wants, by the host where that matters. */
  readonly value: string | ((host: Host) => string);
  /** Other values that the guide takes; `more` is every larger one. */
  readonly fine?: readonly string[] | 'more';
  /** What an attacker gains without it, as the end of a sentence. */
  readonly why: string;
  /** Sections by the benchmark they are in; absent where the guide is one page. */
  readonly sections?: Sections;
}

type Sections = Readonly<Partial<Record<Benchmark, string>>>;

/** The benchmarks that the sections were looked up in, by the distribution they are for. */
export const benchmarks = {
  'debian-12': 'Debian 12 v1.1.0',
  'debian-13': 'Debian 13 v1.0.0',
  'rhel-9': 'RHEL 9 v2.0.0',
  'ubuntu-24.04': 'Ubuntu 24.04 v1.0.0',
} as const;
export type Benchmark = keyof typeof benchmarks;

/**
 * https://kspp.github.io/Recommended_Settings.html#sysctls. `kernel.modules_disabled` is left out: the page means it for a host
 * that has booted, and a sysctl file is read before.
 */
export const ksppRows: readonly HardeningRow[] = [
  { key: 'kernel.kptr_restrict', value: '2', why: 'addresses in /proc tell where the kernel lies' },
  { key: 'kernel.dmesg_restrict', value: '1', why: "the kernel's log holds addresses, for everybody to read" },
  {
    key: 'kernel.perf_event_paranoid',
    // 3 needs a patch that these two have; elsewhere it is as good as 2.
    value: ({ distribution }) => (/^(?:debian|ubuntu)-/.test(distribution?.value ?? '') ? '3' : '2'),
    fine: 'more',
    why: 'profiling has been the way in of many exploits',
  },
  { key: 'kernel.kexec_load_disabled', value: '1', why: 'root may replace the running kernel' },
  { key: 'kernel.randomize_va_space', value: '2', why: 'programs lie where an attacker expects them' },
  {
    key: 'kernel.yama.ptrace_scope',
    value: '3',
    why: 'one process may read and change another; 1 is for hosts where somebody debugs',
  },
  {
    key: 'user.max_user_namespaces',
    value: '0',
    why: 'user namespaces open code of the kernel that only root reached',
  },
  { key: 'dev.tty.ldisc_autoload', value: '0', why: 'anybody may have old line disciplines loaded' },
  { key: 'dev.tty.legacy_tiocsti', value: '0', why: 'a program may type into the terminal that it shares' },
  { key: 'kernel.unprivileged_bpf_disabled', value: '1', fine: ['2'], why: 'bpf() is open to everybody' },
  {
    key: 'kernel.warn_limit',
    value: '1',
    why: 'an exploit that fails may try again; the host reboots at this many warnings',
  },
  {
    key: 'kernel.oops_limit',
    value: '1',
    why: 'an exploit that fails may try again; the host reboots at this many oopses',
  },
  { key: 'net.core.bpf_jit_harden', value: '2', why: 'constants of a BPF program become code of the attacker' },
  {
    key: 'vm.unprivileged_userfaultfd',
    value: '0',
    why: 'userfaultfd() lets a process stop the kernel where it likes',
  },
  { key: 'fs.protected_symlinks', value: '1', why: 'programs follow links that others laid in /tmp' },
  { key: 'fs.protected_hardlinks', value: '1', why: 'users may link to files that they cannot write' },
  { key: 'fs.protected_fifos', value: '2', why: 'programs write to pipes that others laid in shared folders' },
  { key: 'fs.protected_regular', value: '2', why: 'programs write to files that others laid in shared folders' },
  { key: 'fs.suid_dumpable', value: '0', why: 'the memory of a program of root ends in a core file' },
];

/** A section that three benchmarks number alike, and the one of Debian 13. */
const sections = (three: string, debian13: string): Sections => ({
  'debian-12': three,
  'ubuntu-24.04': three,
  'rhel-9': three,
  'debian-13': debian13,
});
const debian13 = (section: string): Sections => ({ 'debian-13': section });

/** A row for `conf.all` and one for `conf.default`. */
const both = (
  family: 'ipv4' | 'ipv6',
  name: string,
  value: string,
  three: string,
  [all, byDefault]: readonly [string, string],
  why: string,
): readonly HardeningRow[] => [
  { key: `net.${family}.conf.all.${name}`, value, why, sections: sections(three, all) },
  { key: `net.${family}.conf.default.${name}`, value, why, sections: sections(three, byDefault) },
];

const forwards = 'the host forwards packets; a router has to, and ignores this';
const redirected = 'anybody on the network may send traffic another way';
const routed = 'the sender decides which way a packet takes';

/** Sections as of the benchmarks named in `benchmarks`. */
export const cisRows: readonly HardeningRow[] = [
  {
    key: 'kernel.randomize_va_space',
    value: '2',
    why: 'programs lie where an attacker expects them',
    sections: sections('1.5.1', '1.5.9'),
  },
  {
    key: 'kernel.yama.ptrace_scope',
    value: '1',
    fine: 'more',
    why: 'one process may read and change another of the same user',
    sections: sections('1.5.2', '1.5.3'),
  },
  {
    key: 'fs.suid_dumpable',
    value: '0',
    why: 'the memory of a program of root ends in a core file',
    sections: { 'debian-12': '1.5.3', 'ubuntu-24.04': '1.5.3', 'debian-13': '1.5.4' },
  },
  {
    key: 'fs.protected_hardlinks',
    value: '1',
    why: 'users may link to files that they cannot write',
    sections: debian13('1.5.1'),
  },
  {
    key: 'fs.protected_symlinks',
    value: '1',
    why: 'programs follow links that others laid in /tmp',
    sections: debian13('1.5.2'),
  },
  {
    key: 'kernel.dmesg_restrict',
    value: '1',
    why: "the kernel's log holds addresses, for everybody to read",
    sections: debian13('1.5.5'),
  },
  {
    key: 'kernel.kptr_restrict',
    value: '2',
    fine: ['1'],
    why: 'addresses in /proc tell where the kernel lies',
    sections: debian13('1.5.8'),
  },
  { key: 'net.ipv4.ip_forward', value: '0', why: forwards, sections: sections('3.3.1', '3.3.1.1') },
  { key: 'net.ipv4.conf.default.forwarding', value: '0', why: forwards, sections: debian13('3.3.1.3') },
  { key: 'net.ipv6.conf.all.forwarding', value: '0', why: forwards, sections: sections('3.3.1', '3.3.2.1') },
  { key: 'net.ipv6.conf.default.forwarding', value: '0', why: forwards, sections: debian13('3.3.2.2') },
  ...both(
    'ipv4',
    'send_redirects',
    '0',
    '3.3.2',
    ['3.3.1.4', '3.3.1.5'],
    'the host tells others which way to send, as a router does',
  ),
  {
    key: 'net.ipv4.icmp_ignore_bogus_error_responses',
    value: '1',
    why: 'answers that no host should give fill the log',
    sections: sections('3.3.3', '3.3.1.6'),
  },
  {
    key: 'net.ipv4.icmp_echo_ignore_broadcasts',
    value: '1',
    why: 'the host helps to flood others',
    sections: sections('3.3.4', '3.3.1.7'),
  },
  ...both('ipv4', 'accept_redirects', '0', '3.3.5', ['3.3.1.8', '3.3.1.9'], redirected),
  ...both('ipv6', 'accept_redirects', '0', '3.3.5', ['3.3.2.3', '3.3.2.4'], redirected),
  ...both(
    'ipv4',
    'secure_redirects',
    '0',
    '3.3.6',
    ['3.3.1.10', '3.3.1.11'],
    'a gateway that was taken over may send traffic another way',
  ),
  ...both('ipv4', 'rp_filter', '1', '3.3.7', ['3.3.1.12', '3.3.1.13'], 'packets with a forged sender may get in'),
  ...both('ipv4', 'accept_source_route', '0', '3.3.8', ['3.3.1.14', '3.3.1.15'], routed),
  ...both('ipv6', 'accept_source_route', '0', '3.3.8', ['3.3.2.5', '3.3.2.6'], routed),
  ...both(
    'ipv4',
    'log_martians',
    '1',
    '3.3.9',
    ['3.3.1.16', '3.3.1.17'],
    'packets that cannot be right leave no trace in the log',
  ),
  {
    key: 'net.ipv4.tcp_syncookies',
    value: '1',
    why: 'without cookies a flood of SYNs locks everybody out, and 2 sends them when nothing is wrong',
    sections: sections('3.3.10', '3.3.1.18'),
  },
  ...both('ipv6', 'accept_ra', '0', '3.3.11', ['3.3.2.7', '3.3.2.8'], 'anybody on the network may pose as the router'),
];
