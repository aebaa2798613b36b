import { type FileView, type SettingLine, winner } from '../../../engine/file-view.ts';
import { clipped } from '../../../engine/nearest.ts';
import { type FileReport, type Fix, type Rule, replace, type Severity } from '../../../engine/rules.ts';
import { formatCount, readBigInt } from '../../../engine/values/quantity.ts';
import { type LimitLine, limitGroups } from '../effective.ts';
import { limitSize } from '../kinds.ts';
import { isDebianBuild } from '../pam.ts';

const kernelDefault = 1_048_576n;
/** What systemd from 240 on raises fs.nr_open to at boot, unless its builder said no, as Debian's does. */
const raisedBySystemd = 1_073_741_816n;
/** The kernel refuses to make fs.nr_open larger. */
const largest = 2_147_483_584n;

/**
 * setrlimit() refuses a hard nofile above fs.nr_open with EPERM, to root too. pam_limits then refuses the session; the build
 * of Debian leaves the limit as it was and says so in a debug log.
 */
export const nofileAboveNrOpen: Rule = {
  id: 'limits/nofile-above-nr-open',
  title: 'More descriptors than fs.nr_open allows',
  severity: 'warning',
  file(view) {
    const lines = limitGroups(view)
      .filter(({ item }) => item.name === 'nofile')
      .flatMap((group) => group.lines)
      .filter(
        (line) => line.analysis === view.analysis && line.sides.includes('hard') && typeof line.value === 'bigint',
      );
    return lines.flatMap((line) => report(view, line));
  },
};

function report(view: FileView, line: LimitLine): readonly FileReport[] {
  const size = limitSize(line.value as bigint, 'nofile');
  // Beyond 2^64 it counts as unlimited, which pam_limits sets to fs.nr_open.
  if (size === limitSize('unlimited', 'nofile')) return [];
  const wanted =
    (line.value as bigint) < 0n
      ? `${clipped(line.setting.value)} wraps around to ${formatCount(size)}, which`
      : formatCount(size);
  if (size > largest) {
    const message = `${wanted} is more than fs.nr_open can ever be (${formatCount(largest)}): ${consequence(view)}`;
    return [{ ...placeOf(line), severity: 'error', message, fixes: [lower(line, 'unlimited')] }];
  }
  const setting = winner(view.settings('sysctl'), 'fs.nr_open');
  return setting ? againstSetting(view, line, setting, size) : againstDefault(view, line, size);
}

/** fs.nr_open is set by a file of the same host. */
function againstSetting(view: FileView, line: LimitLine, setting: SettingLine, size: bigint): readonly FileReport[] {
  const written = setting.setting;
  // What is no plain number, or one that the kernel refuses, says nothing about the value in force.
  if (written.uncertain || !/^[1-9]\d*$/.test(written.value)) return [];
  const most = readBigInt(written.value);
  if (most > largest || size <= most) return [];
  const upstream = isDebianBuild(view.host)?.value === false;
  const { path } = setting.analysis;
  const raise = { ...replace(written.start, written.end, String(size), setting.line), path };
  return [
    {
      ...placeOf(line),
      severity: upstream ? 'error' : 'warning',
      message: `${formatCount(size)} descriptors are more than fs.nr_open allows (${formatCount(most)}): ${consequence(view)}`,
      related: [
        { path, line: setting.line, start: written.start, end: written.end, message: 'fs.nr_open is set here.' },
      ],
      fixes: [lower(line, written.value), { title: `Raise fs.nr_open to ${size}`, safe: false, edits: [raise] }],
    },
  ];
}

/** No file says what fs.nr_open is. */
function againstDefault(view: FileView, line: LimitLine, size: bigint): readonly FileReport[] {
  if (size <= kernelDefault) return [];
  const debian = isDebianBuild(view.host);
  let severity: Severity = 'warning';
  let assumed = `fs.nr_open, which no file here sets, is ${formatCount(kernelDefault)} by the kernel's default`;
  if (!debian?.value) {
    if (view.host.distribution && size <= raisedBySystemd) severity = 'information';
    const enough = size <= raisedBySystemd ? ', which is enough' : '';
    assumed += `; outside of Debian systemd from 240 on raises it to ${formatCount(raisedBySystemd)}${enough}`;
  }
  const message = `${formatCount(size)} descriptors: ${assumed}. Above fs.nr_open ${consequence(view)}`;
  return [
    { ...placeOf(line), severity, message, fixes: [lower(line, String(kernelDefault)), lower(line, 'unlimited')] },
  ];
}

function placeOf({ line, setting }: LimitLine) {
  return { line, start: setting.start, end: setting.end };
}

/** What pam_limits does when the kernel refuses the limit. */
function consequence({ host }: FileView): string {
  const debian = isDebianBuild(host);
  const refused = 'pam_limits refuses the login, of root too';
  const kept = 'pam_limits leaves the limit as it is inherited';
  if (!debian)
    return `${refused}; with the patches of Debian and its relatives it leaves the limit as it is inherited.`;
  return debian.value
    ? `${kept} (the build of Debian; ${debian.from}).`
    : `${refused} (${host.pam?.value}, ${debian.from}).`;
}

function lower({ line, setting }: LimitLine, value: string): Fix {
  const title = value === 'unlimited' ? "Change to 'unlimited', which is fs.nr_open" : `Lower to ${clipped(value)}`;
  return { title, safe: false, edits: [replace(setting.start, setting.end, value, line)] };
}
