import { type FileView, fileSettings, type SettingLine } from '../../../engine/file-view.ts';
import type { FileReport, Rule } from '../../../engine/rules.ts';
import { sysctlKeys } from '../facts/keys.ts';
import { deciding, inForce, isSettled, numbersOf, relatedTo, spanOf } from '../in-force.ts';
import { isGlob } from '../key.ts';
import { isBehind } from '../settle.ts';

/**
 * Writing `conf.all.X` of some keys sets every interface and `conf.default` at once, and forwarding for IPv4 sets
 * `conf.all.accept_redirects` besides (`inet_forward_change` in net/ipv4/devinet.c, `addrconf_forward_change` and
 * `addrconf_disable_ipv6` in net/ipv6/addrconf.c; tried on Linux 6.18). What an earlier line wrote is lost.
 */
export const orderDependent: Rule = {
  id: 'sysctl/order-dependent',
  title: 'A later line overwrites this one as a side effect',
  severity: 'warning',
  file(view) {
    if (!isSettled(view)) return [];
    return fileSettings(view.analysis).flatMap((line): readonly FileReport[] => {
      const { key } = line.setting;
      if (!/^net\.ipv[46]\.conf\./.test(key) || isGlob(key) || line !== deciding(view, key)) return [];
      const report = key === redirects ? redirected(view, line) : copiedOver(view, line);
      return report ? [report] : [];
    });
  },
};

const redirects = 'net.ipv4.conf.all.accept_redirects';

function redirected(view: FileView, line: SettingLine): FileReport | undefined {
  const forwarding = inForce(view, 'net.ipv4.ip_forward');
  if (!forwarding || forwarding.numbers[0] === 0n || !isBehind(forwarding.at, line, view.loaded)) return undefined;
  const value = numbersOf(line)?.[0];
  if (value === undefined || value === 0n) return undefined;
  return {
    ...spanOf(line),
    message: `Switching forwarding on sets conf.all.accept_redirects to 0: ${value} must be written after '${forwarding.at.setting.key}'.`,
    related: [relatedTo(view, forwarding.at, 'This line is written later.')],
  };
}

function copiedOver(view: FileView, line: SettingLine): FileReport | undefined {
  const { key } = line.setting;
  if (sysctlKeys.get(key)?.combine !== 'copied') return undefined;
  const [, family, name, last] = /^net\.(ipv[46])\.conf\.(.+)\.([^.]+)$/.exec(key) ?? [];
  if (name === undefined || name === 'all') return undefined;
  const all = inForce(view, `net.${family}.conf.all.${last}`);
  const value = numbersOf(line)?.[0];
  if (!all || value === undefined || !isBehind(all.at, line, view.loaded)) return undefined;
  // A forwarding of IPv4 and a force_forwarding that stay as they are change nothing.
  const onChange = family === 'ipv4' || last === 'force_forwarding';
  if (all.numbers[0] === value || (onChange && all.numbers[0] === 0n)) return undefined;
  if (last === 'force_forwarding' && name === 'default') return undefined;
  return {
    ...spanOf(line),
    message: `'${all.at.setting.key} = ${all.numbers[0]}' is written later and sets every interface and 'default': ${value} is lost.`,
    related: [relatedTo(view, all.at, 'Move this line in front.')],
  };
}
