import type { Rule } from '../../../engine/rules.ts';
import { formatCount } from '../../../engine/values/quantity.ts';
import { noteOn, type ValueNotes } from '../value-notes.ts';

const keys = [
  'net.ipv4.ipfrag_time',
  'net.ipv4.neigh.<name>.gc_stale_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv6.ip6frag_time',
  'net.ipv6.neigh.<name>.gc_stale_time',
  'net.netfilter.nf_conntrack_generic_timeout',
  'net.netfilter.nf_conntrack_icmp_timeout',
  ...'close close_wait established fin_wait last_ack max_retrans syn_recv syn_sent time_wait unacknowledged'
    .split(' ')
    .map((state) => `net.netfilter.nf_conntrack_tcp_timeout_${state}`),
  'net.netfilter.nf_conntrack_udp_timeout',
  'net.netfilter.nf_conntrack_udp_timeout_stream',
];

const notes: ValueNotes = Object.fromEntries(
  keys.map((key): [string, ValueNotes[string]] => [
    key,
    ([value]) =>
      value < 0n
        ? {
            message: `A time of ${formatCount(value)} s has no meaning, and the kernel does not refuse it: what its timer does then is an accident.`,
          }
        : undefined,
  ]),
);

/** `proc_dointvec_jiffies` takes a sign (tried on Linux 6.18), and whoever starts a timer with the value does not look. */
export const negativeDuration: Rule = {
  id: 'sysctl/negative-duration',
  title: 'A time below zero',
  severity: 'warning',
  facts: keys,
  statement: (statement, context) => noteOn(statement, context, notes),
};
