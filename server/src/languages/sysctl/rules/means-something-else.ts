import type { Rule } from '../../../engine/rules.ts';
import { formatCount } from '../../../engine/values/quantity.ts';
import { compareVersions } from '../../../engine/version.ts';
import { noteOn, type Said, type ValueNotes } from '../value-notes.ts';

const when = (applies: boolean, said: Said) => (applies ? said : undefined);

const notes: ValueNotes = {
  'net.core.netdev_max_backlog': ([value]) =>
    when(value > 100_000n, {
      message: `Each CPU has this queue for packets that another one hands it (RPS) and for devices without NAPI, such as loopback; ${formatCount(value)} packets waiting there are a delay that helps nobody.`,
    }),
  'net.core.rps_sock_flow_entries': ([value]) => {
    if (value <= 0n || (value & (value - 1n)) === 0n || value > 2n ** 29n) return undefined;
    const power = 2n ** BigInt(value.toString(2).length);
    return {
      message: `The kernel rounds up to a power of two: ${formatCount(value)} becomes ${formatCount(power)}.`,
      instead: String(power),
    };
  },
  'net.ipv4.tcp_fin_timeout': ([value]) =>
    when(value > 0n && value < 10n, {
      message: `tcp_fin_timeout is how long FIN-WAIT-2 lasts without a program behind it. TIME-WAIT stays 60 s, and a peer that closes later than ${value} s meets a reset.`,
    }),
  'net.ipv4.tcp_orphan_retries': ([value]) =>
    when(value === 0n, { message: '0 means 8 retries as long as the peer seems to be alive; 1 is the least.' }),
  'net.ipv4.tcp_syncookies': ([value], { host }) =>
    when(value === 2n && !(host.kernel && compareVersions(host.kernel.value, '3.12') < 0), {
      message:
        '2 is for tests: every connection is opened with a cookie, whether the queue is full or not, and loses what a cookie has no room for. 1 sends cookies when they are needed.',
      instead: '1',
    }),
  'net.ipv4.tcp_tw_reuse': ([value], { host }) =>
    when(value === 2n && host.kernel !== undefined && compareVersions(host.kernel.value, '4.18') < 0, {
      message: `Linux knows 2, for connections to the host itself, since 4.18; ${host.kernel?.value} (${host.kernel?.from}) takes it for 1: any connection that goes out.`,
      instead: '1',
    }),
  'vm.swappiness': ([value]) =>
    when(value === 0n, {
      message:
        'swappiness 0 does not switch swap off: pages of programs are swapped once page cache and free memory together are below the high watermarks. 1 begins a little earlier; swapoff is what ends it.',
    }),
};

/** Values whose effect is another one than the name or the number says. */
export const meansSomethingElse: Rule = {
  id: 'sysctl/means-something-else',
  title: 'The value does something else than it seems to',
  severity: 'information',
  facts: [...Object.keys(notes), 'kernel.domainname'],
  statement(statement, context) {
    const { setting } = statement;
    if (statement.fact?.id !== 'kernel.domainname') return noteOn(statement, context, notes);
    if (!setting || setting.uncertain || !/^[\w-]+(?:\.[\w-]+)+$/.test(setting.value)) return;
    const message =
      'kernel.domainname is the domain of NIS; that of DNS comes from /etc/hosts and /etc/resolv.conf, whatever stands here.';
    return [{ start: setting.start, end: setting.end, message }];
  },
};
