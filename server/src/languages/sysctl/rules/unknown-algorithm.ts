import { clipped, nearest, quotedList } from '../../../engine/nearest.ts';
import { type Rule, replace } from '../../../engine/rules.ts';
import { commentBehindText } from '../inline-comment.ts';
import { keyOf } from '../kernel.ts';
import { loaderOf } from '../order.ts';

const congestion = {
  noun: 'congestion control',
  names: 'bbr bic cdg cubic dctcp highspeed htcp hybla illinois lp nv reno scalable vegas veno westwood yeah'.split(
    ' ',
  ),
  // TCP Prague and BBR versions of other trees.
  patched: /^(?:bbr\d|bbr_.*|prague|brutal|tsunami|nanqinlang)$/,
};

/** What may be a root qdisc; those that need arguments or an ingress hook are refused for another reason. */
const qdiscs = {
  noun: 'queueing discipline',
  names:
    'bfifo cake cbs choke codel drr dualpi2 etf ets fq fq_codel fq_pie gred hfsc hhf htb mq mqprio multiq netem noqueue pfifo pfifo_fast pfifo_head_drop pie plug prio qfq red sfb sfq skbprio taprio tbf teql0'.split(
      ' ',
    ),
  patched: /^(?:cake_.*|fq_.*)$/,
};

const keys: Readonly<Record<string, typeof congestion>> = {
  'net.core.default_qdisc': qdiscs,
  'net.ipv4.tcp_congestion_control': congestion,
};

/** A name that no module of the kernel has is refused with ENOENT, which systemd-sysctl takes for a missing key. */
export const unknownAlgorithm: Rule = {
  id: 'sysctl/unknown-algorithm',
  title: 'Linux has no algorithm of this name',
  severity: 'warning',
  facts: Object.keys(keys),
  statement(statement, { host }) {
    const { setting } = statement;
    const list = keys[keyOf(statement)?.id ?? ''];
    if (!list || !setting?.value || setting.uncertain || commentBehindText(statement)) return;
    const written = setting.value;
    if (list.names.includes(written) || /^(["']).*\1$/.test(written)) return;
    const near = nearest(written, list.names);
    const start = `Linux has no ${list.noun} '${clipped(written)}'`;
    const isSilent = loaderOf(host)?.program === 'systemd';
    const outcome = `the line fails (ENOENT)${isSilent ? ', which systemd-sysctl takes for a missing key and passes over,' : ''} and the old one stays`;
    const message = list.patched.test(written)
      ? `${start} without a patch: elsewhere ${outcome}.`
      : `${start}: ${outcome}${near.length > 0 ? `; did you mean ${quotedList(near)}?` : '.'}`;
    return [
      {
        start: setting.start,
        end: setting.end,
        message,
        severity: list.patched.test(written) ? 'information' : 'warning',
        fixes: near.map((name) => ({
          title: `Change to '${name}'`,
          safe: false,
          edits: [replace(setting.start, setting.end, name)],
        })),
      },
    ];
  },
};
