/** What the lines of all files that are read together set, in reading order. */
import type { Analysis } from '../../engine/analysis.ts';
import { type FileView, fileSettings, type SettingLine } from '../../engine/file-view.ts';
import { isTemplated, noted } from '../../engine/names.ts';
import { type LimitItem, limitItems } from './facts/items.ts';
import { limitNumber } from './kinds.ts';

export type LimitSide = 'soft' | 'hard';

/** A line that sets a limit to a known value. */
export interface LimitLine extends SettingLine {
  readonly domain: string;
  readonly item: LimitItem;
  /** The limits it sets; `-` sets both. Items that have only one value have it as the hard limit. */
  readonly sides: readonly LimitSide[];
  /** What pam_limits reads; undefined for `chroot`, whose value is a path. */
  readonly value: 'unlimited' | bigint | undefined;
}

/** The lines about one item for one domain. */
export interface LimitGroup {
  readonly domain: string;
  readonly item: LimitItem;
  readonly lines: readonly LimitLine[];
}

/**
 * The lines of each domain and item. None when a template makes lines of one of the files: which of them are there together
 * is not known. Rules ask for them one after another; beyond that they are not kept, for they take more room than the text.
 */
export function limitGroups(view: FileView): readonly LimitGroup[] {
  const kept = noted<{ groups?: WeakRef<readonly LimitGroup[]> }>(view.shared, 'limits/groups', () => ({}));
  const known = kept.groups?.deref();
  if (known) return known;
  const groups = groupsOf(view);
  kept.groups = new WeakRef(groups);
  return groups;
}

function groupsOf(view: FileView): readonly LimitGroup[] {
  if (view.loaded.some(isTemplated)) return [];
  const groups = new Map<string, { domain: string; item: LimitItem; lines: LimitLine[] }>();
  for (const line of view.loaded.flatMap(limitLines)) {
    const key = `${line.domain} ${line.item.name}`;
    const group = groups.get(key);
    if (group) group.lines.push(line);
    else groups.set(key, { domain: line.domain, item: line.item, lines: [line] });
  }
  return [...groups.values()];
}

/** The line that decides one side of a group's limit: for one domain the last one wins. */
export function deciding(group: LimitGroup, side: LimitSide): LimitLine | undefined {
  return group.lines.findLast((line) => line.sides.includes(side));
}

function limitLines(analysis: Analysis): readonly LimitLine[] {
  return fileSettings(analysis).flatMap((each) => {
    const [domain = '', type, name] = each.setting.key.split(' ');
    const item = name === undefined ? undefined : limitItems.get(name);
    if (!item || each.setting.uncertain) return [];
    const { value } = limitNumber(each.setting.value, item.name);
    const sides: readonly LimitSide[] =
      !item.rlimit || type === 'hard' ? ['hard'] : type === 'soft' ? ['soft'] : ['soft', 'hard'];
    return [{ ...each, domain, item, sides, value }];
  });
}

/** The lines `<domain> -`, by domain. */
export function noLimitsLines(view: FileView): ReadonlyMap<string, SettingLine> {
  const lines = new Map<string, SettingLine>();
  for (const each of view.loaded.flatMap(fileSettings)) {
    const [domain = '', type, name] = each.setting.key.split(' ');
    if (type === '-' && name === undefined && !each.setting.uncertain) lines.set(domain, each);
  }
  return lines;
}
