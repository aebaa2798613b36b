import type { Rule } from '../../../engine/rules.ts';
import { compareVersions } from '../../../engine/version.ts';
import { deciding, isSettled, relatedTo, spanOf } from '../in-force.ts';

/** TCP paces by itself since 4.13; before, bbr relied on the fq qdisc (net/ipv4/tcp_bbr.c says so in its head). */
export const bbrWithoutFq: Rule = {
  id: 'sysctl/bbr-without-fq',
  title: 'bbr needs the fq qdisc on this kernel',
  severity: 'warning',
  file(view) {
    const { kernel } = view.host;
    const line = deciding(view, 'net.ipv4.tcp_congestion_control');
    if (!kernel || compareVersions(kernel.value, '4.13') >= 0 || compareVersions(kernel.value, '4.9') < 0) return [];
    if (!isSettled(view) || line?.analysis !== view.analysis || line.setting.value !== 'bbr') return [];
    const qdisc = deciding(view, 'net.core.default_qdisc');
    if (qdisc?.setting.value === 'fq') return [];
    return [
      {
        ...spanOf(line),
        message: `Linux ${kernel.value} (${kernel.from}) leaves the pacing of bbr to the qdisc fq, and ${qdisc ? 'net.core.default_qdisc is another one' : 'no line sets net.core.default_qdisc to it'}: bbr sends in bursts. Since 4.13 TCP paces by itself.`,
        related: qdisc ? [relatedTo(view, qdisc, 'The qdisc.')] : [],
      },
    ];
  },
};
