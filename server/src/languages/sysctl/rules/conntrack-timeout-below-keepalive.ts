import { capacityOf } from '../../../capacity/assemble.ts';
import type { Rule } from '../../../engine/rules.ts';
import { formatDuration } from '../../../engine/values/quantity.ts';
import { deciding, firstOr, inForce, isSettled, relatedTo, spanOf } from '../in-force.ts';

const keepalive = 'net.ipv4.tcp_keepalive_time';

/** A connection without a packet for so long is forgotten by the firewall, and packets of it are invalid from then on. */
export const conntrackTimeoutBelowKeepalive: Rule = {
  id: 'sysctl/conntrack-timeout-below-keepalive',
  title: 'Idle connections are forgotten before keepalive speaks',
  severity: 'information',
  file(view) {
    const set = inForce(view, 'net.netfilter.nf_conntrack_tcp_timeout_established');
    if (!isSettled(view) || set?.at.analysis !== view.analysis) return [];
    // How long HAProxy waits is known where its configuration is: capacity/conntrack-forgets-first compares with that.
    if (capacityOf(view).inputs.proxy) return [];
    const time = firstOr(view, keepalive, 7200n);
    const [timeout] = set.numbers;
    if (time === undefined || timeout <= 0n || timeout >= time) return [];
    const other = deciding(view, keepalive);
    const seconds = (count: bigint) => formatDuration(Number(count) * 1000);
    return [
      {
        ...spanOf(set.at),
        message:
          `A connection that is idle for ${seconds(timeout)} is forgotten, and the first keepalive probe comes after ` +
          `${seconds(time)}${other ? '' : ', the default'}: one that asks for keepalive hangs all the same. tcp_keepalive_time below ${timeout} keeps it.`,
        related: other ? [relatedTo(view, other, 'The first probe.')] : [],
      },
    ];
  },
};
