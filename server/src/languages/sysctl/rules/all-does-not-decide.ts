import { type FileView, fileSettings, type SettingLine } from '../../../engine/file-view.ts';
import { type FileReport, insertLine, type Rule, replace } from '../../../engine/rules.ts';
import { compareVersions } from '../../../engine/version.ts';
import { sysctlKeys } from '../facts/keys.ts';
import type { ConfCombination } from '../facts/row.ts';
import { deciding, firstOr, inForce, isSettled, numbersOf, relatedTo, spanOf } from '../in-force.ts';
import { takesValues } from '../kernel.ts';
import { isGlob, spelledLike } from '../key.ts';

/** Switches that an interface has on by itself. */
const onByDefault =
  /^net\.ipv(?:4.*\.(?:accept_redirects|secure_redirects|send_redirects|shared_media)|6.*\.(?:accept_dad|enhanced_dad))$/;

/**
 * How `conf.all` and an interface's own entry give the value in force differs from key to key (include/linux/inetdevice.h; for
 * IPv6 by who reads `devconf_all`).
 */
export const allDoesNotDecide: Rule = {
  id: 'sysctl/all-does-not-decide',
  title: 'conf.all and the interface together give another value',
  severity: 'warning',
  file(view) {
    if (!isSettled(view)) return [];
    return fileSettings(view.analysis).flatMap((line): readonly FileReport[] => {
      const { key } = line.setting;
      const place = /^net\.ipv[46]\.conf\.(.+)\.[^.]+$/.exec(key)?.[1];
      if (place === undefined || isGlob(key) || line !== deciding(view, key)) return [];
      const fact = sysctlKeys.get(key);
      if (!fact?.combine || fact.status !== 'current' || !takesValues(fact, view.host)) return [];
      const value = numbersOf(line)?.[0];
      if (value === undefined) return [];
      const report = place === 'all' ? ofAll(view, line, value) : ofInterface(view, line, place, value);
      return report ? [{ ...spanOf(line), ...report }] : [];
    });
  },
};

type Finding = Omit<FileReport, 'line' | 'start' | 'end'>;

function ofAll(view: FileView, line: SettingLine, value: bigint): Finding | undefined {
  const { key } = line.setting;
  const combine = combineOf(view, key);
  const [head, tail] = [key.slice(0, key.indexOf('all.')), key.slice(key.indexOf('all.') + 4)];
  const isLost = (combine === 'or' || combine === 'max') && value === 0n && onByDefault.test(key);
  // Of IPv6, packets without an interface go by `all`.
  const isUnread = combine === 'all-ignored' || (combine === 'interface' && key.startsWith('net.ipv4.'));
  if ((!isUnread && !isLost) || hasOthers(view, head, tail)) return undefined;
  const written = view.analysis.statement(line.line).words[0];
  if (!written) return undefined;
  const byDefault = spelledLike(`${head}default.${tail}`, written.text);
  if (isUnread) {
    return {
      message: `Nothing reads conf.all for '${tail}' of ${key.startsWith('net.ipv4.') ? 'IPv4' : 'IPv6'}: an interface takes conf.default when it appears, and its own entry after that.`,
      fixes: [
        {
          title: `Change to '${head}default.${tail}'`,
          safe: false,
          edits: [replace(written.start, written.end, byDefault, line.line)],
        },
      ],
    };
  }
  return {
    message: `conf.all.${tail} = 0 alone switches nothing off: either of conf.all and the interface's own entry is enough, and that is 1 unless conf.default is 0 too.`,
    fixes: [
      {
        title: `Insert ${head}default.${tail} = 0`,
        safe: false,
        edits: [insertLine(`${byDefault} = 0`, line.line)],
      },
    ],
  };
}

/** Whether some line sets the default or an interface. */
function hasOthers(view: FileView, head: string, tail: string): boolean {
  for (const key of view.settings().keys())
    if (key.startsWith(head) && key.endsWith(`.${tail}`) && key !== `${head}all.${tail}`) return true;
  return false;
}

function ofInterface(view: FileView, line: SettingLine, place: string, value: bigint): Finding | undefined {
  const { key } = line.setting;
  const tail = key.slice(key.lastIndexOf('.') + 1);
  const all = inForce(view, `${key.slice(0, key.indexOf('conf.'))}conf.all.${tail}`);
  const combine = combineOf(view, key);
  if (!all || !combine) return undefined;
  const [of] = all.numbers;
  const whys: Readonly<Partial<Record<ConfCombination, string | false>>> = {
    max: of > value && `the larger of the two counts, and conf.all.${tail} is ${of}`,
    or: of !== 0n && value === 0n && `either of the two is enough, and conf.all.${tail} is ${of}`,
    and: of === 0n && value !== 0n && `both are needed, and conf.all.${tail} is 0`,
    min: of < value && `the smaller of the two counts, and conf.all.${tail} is ${of}`,
    'all-first': of !== 0n && of !== value && `conf.all counts unless it is 0, and conf.all.${tail} is ${of}`,
  };
  const why = whys[combine];
  if (!why) return undefined;
  return {
    message: `${place === 'default' ? 'For new interfaces' : `For ${place}`} ${value} changes nothing: ${why}.`,
    related: [relatedTo(view, all.at, 'This line counts for every interface.')],
  };
}

/** Keys of IPv6 whose `all` came to count later than the key itself; by this release it does for each of them. */
const countsLater = /\.(?:accept_dad|ndisc_notify|optimistic_dad|use_optimistic)$/;
const countsSince = '4.18';

/** Redirects are accepted by a host if either says so, and by a router only if both do. */
function combineOf(view: FileView, key: string) {
  const combine = sysctlKeys.get(key)?.combine;
  const { kernel } = view.host;
  if (kernel && countsLater.test(key) && compareVersions(kernel.value, countsSince) < 0) return undefined;
  if (combine !== 'and-when-forwarding') return combine;
  const forwarding = firstOr(view, 'net.ipv4.ip_forward', 0n);
  return forwarding === undefined ? undefined : forwarding === 0n ? 'or' : 'and';
}
