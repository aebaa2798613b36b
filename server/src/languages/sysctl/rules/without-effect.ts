import type { FileView, SettingLine } from '../../../engine/file-view.ts';
import type { FileReport, Related, Rule, Severity } from '../../../engine/rules.ts';
import { formatCount } from '../../../engine/values/quantity.ts';
import { compareVersions } from '../../../engine/version.ts';
import { deciding, firstOr, inForce, isSettled, numbersOf, relatedTo, removing, spanOf } from '../in-force.ts';

/** Why a line has no effect; undefined where it may have one. */
type Because = (line: SettingLine, view: FileView) => Reason | undefined;

interface Reason {
  readonly message: string;
  /** The key that decides, to be shown where a line sets it. */
  readonly decides: string;
  readonly severity?: Severity;
}

const becauses: Readonly<Record<string, Because>> = {
  'net.ipv4.ip_local_reserved_ports': reservedOutside,
  'net.ipv4.tcp_base_mss': (_, view) => {
    if (firstOr(view, 'net.ipv4.tcp_mtu_probing', 0n) !== 0n) return undefined;
    return {
      message: 'tcp_base_mss is where probing for the MTU begins, and tcp_mtu_probing is 0: nothing is probed.',
      decides: 'net.ipv4.tcp_mtu_probing',
    };
  },
  'net.ipv4.tcp_max_syn_backlog': (_, view) => {
    const cookies = firstOr(view, 'net.ipv4.tcp_syncookies', 1n);
    if (cookies === undefined || cookies === 0n) return undefined;
    if (view.host.kernel && compareVersions(view.host.kernel.value, '4.4') < 0) return undefined;
    return {
      message:
        `Since Linux 4.4 tcp_max_syn_backlog is read only with tcp_syncookies = 0; here it is ${cookies}` +
        `${deciding(view, 'net.ipv4.tcp_syncookies') ? '' : ', the default'}. ` +
        "What a listener's queue holds is its own backlog, cut at net.core.somaxconn.",
      decides: 'net.ipv4.tcp_syncookies',
    };
  },
  'net.ipv4.tcp_rmem': unscaled,
  'vm.overcommit_kbytes': commitLimit,
  'vm.overcommit_ratio': commitLimit,
};

/** `vm_commit_limit` is looked at in mode 2 alone (`__vm_enough_memory` in mm/util.c). */
function commitLimit({ setting }: SettingLine, view: FileView): Reason | undefined {
  const mode = firstOr(view, 'vm.overcommit_memory', 0n);
  if (mode === undefined || mode === 2n) return undefined;
  const name = setting.key.slice('vm.'.length);
  const message = `${name} counts only with vm.overcommit_memory = 2; it is ${mode}${deciding(view, 'vm.overcommit_memory') ? '' : ', the default'}.`;
  return { message, decides: 'vm.overcommit_memory' };
}

/** Without RFC 7323's window scaling the field in the header ends at 65 535. */
function unscaled(line: SettingLine, view: FileView): Reason | undefined {
  const most = numbersOf(line)?.[2];
  if (most === undefined || most <= 65_535n || inForce(view, 'net.ipv4.tcp_window_scaling')?.numbers[0] !== 0n)
    return undefined;
  return {
    severity: 'warning',
    message: `tcp_window_scaling = 0 limits every window to 65 535 bytes: a receive buffer of ${formatCount(most)} is never filled.`,
    decides: 'net.ipv4.tcp_window_scaling',
  };
}

const localRange = 'net.ipv4.ip_local_port_range';

function reservedOutside({ setting }: SettingLine, view: FileView): Reason | undefined {
  if (setting.uncertain || setting.value === '') return undefined;
  const set = inForce(view, localRange);
  if (deciding(view, localRange) && set?.numbers.length !== 2) return undefined;
  const low = set?.numbers[0] ?? 32_768n;
  const high = set?.numbers[1] ?? 60_999n;
  const isOutside = setting.value.split(',').every((part) => {
    const [, from, to] = /^ ?(\d{1,5})(?:-(\d{1,5}))? ?$/.exec(part) ?? [];
    return from !== undefined && (BigInt(to ?? from) < low || BigInt(from) > high);
  });
  if (!isOutside) return undefined;
  return {
    message: `The kernel gives out ports ${low} to ${high}${set ? '' : ' by default'}; none of the reserved ones is among them.`,
    decides: localRange,
  };
}

/** The kernel stores the value, and another setting keeps it from ever being looked at. */
export const withoutEffect: Rule = {
  id: 'sysctl/without-effect',
  title: 'Another setting takes the effect of this one away',
  severity: 'information',
  tag: 'unnecessary',
  file(view) {
    if (!isSettled(view)) return [];
    return Object.entries(becauses).flatMap(([key, because]): readonly FileReport[] => {
      const line = deciding(view, key);
      const reason = line?.analysis === view.analysis ? because(line, view) : undefined;
      if (!line || !reason) return [];
      const { message, decides, severity } = reason;
      const other = deciding(view, decides);
      const related: readonly Related[] = other ? [relatedTo(view, other, 'This line decides.')] : [];
      return [
        {
          ...spanOf(line),
          message,
          ...(severity && { severity }),
          related,
          fixes: severity ? [] : [removing(line)],
        },
      ];
    });
  },
};
