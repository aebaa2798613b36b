/**
 * The `[Service]` settings of HAProxy's unit as systemd merges them: the unit file that wins, then drop-ins in the order of
 * their names, whatever folder they are in (systemd.unit(5); `config_parse` in conf-parser.c).
 */
import type { Host } from './facts.ts';
import {
  dropInFolders,
  fileAt,
  filesIn,
  type HostInput,
  type Origin,
  originIn,
  unitFolders,
  unitName,
} from './inputs.ts';
import { packagedUnit } from './packaged-unit.ts';
import { isUnitSetting, type LimitPair, readLimit, type UnitSettingName, unitSettings } from './unit-settings.ts';

/** A value that counts. */
export interface UnitValue extends Origin {
  readonly value: string;
}

export interface ServiceUnit {
  /** All is known that systemd reads: what is not set here has systemd's own default. Else it is unknown. */
  readonly whole: boolean;
  /** All is known that decides how the program is started, from the file or from the package that it would come from. */
  readonly startKnown: boolean;
  /** The service cannot be started. */
  readonly masked: boolean;
  /** What counts of each setting, in order; of settings that hold one value the last one only. */
  readonly settings: ReadonlyMap<UnitSettingName, readonly UnitValue[]>;
}

/**
 * The unit of HAProxy on a host; undefined where nothing is known of it. Where the tree has no unit file, what `systemctl show`
 * said stands in, or what the distribution ships, below the drop-ins that there are.
 */
export function serviceUnit({
  inputs,
  host,
}: {
  readonly inputs: readonly HostInput[];
  readonly host: Host;
}): ServiceUnit | undefined {
  const file = unitFolders.map((folder) => fileAt(inputs, `${folder}/${unitName}`)).find((each) => each !== undefined);
  const dropIns = filesIn(inputs, dropInFolders);
  const packaged = file || host.unit ? undefined : packagedUnit(inputs, host.distribution, dropIns.length > 0);
  if (!file && dropIns.length === 0 && !host.unit && !packaged) return undefined;
  if (file?.text.trim() === '') return { whole: true, startKnown: true, masked: true, settings: new Map() };
  const settings = new Map<UnitSettingName, readonly UnitValue[]>();
  if (!file && host.unit)
    for (const [name, value] of Object.entries(host.unit.value))
      assign(settings, name, { value, from: host.unit.from });
  for (const { name, value } of serviceLines(['[Service]', ...(packaged?.lines ?? [])].join('\n')))
    assign(settings, name, { value, from: packaged?.from ?? '' });
  for (const input of file ? [file, ...dropIns] : dropIns)
    for (const { name, value, line } of serviceLines(input.text))
      assign(settings, name, { value, ...originIn(input, line) });
  return {
    whole: file !== undefined,
    startKnown: file !== undefined || packaged !== undefined,
    masked: false,
    settings,
  };
}

/** The value of a setting that holds one. */
export function unitValue(unit: ServiceUnit, name: UnitSettingName): UnitValue | undefined {
  return unit.settings.get(name)?.at(-1);
}

/** A limit of the unit with where it is set. */
export function unitLimit(
  unit: ServiceUnit,
  name: 'LimitNOFILE' | 'LimitNPROC' | 'LimitMEMLOCK' | 'LimitCORE',
): (LimitPair & Origin) | undefined {
  const set = unitValue(unit, name);
  const pair = set && readLimit(set.value, name === 'LimitNOFILE' || name === 'LimitNPROC' ? 'count' : 'bytes');
  if (!pair) return undefined;
  const { value: _, ...origin } = set;
  return { ...pair, ...origin };
}

/**
 * Whether a set of capabilities holds one; undefined where the unit does not say: of a whole unit the bounding set is then full
 * and the ambient one empty. Each assignment adds, or with `~` before it takes away; the first one, an empty one, and any to an
 * ambient set that is empty replace what there is (`config_parse_capability_set` in load-fragment.c).
 * @param capability in capitals: `CAP_SYS_RESOURCE`
 */
export function unitHasCapability(
  unit: ServiceUnit,
  name: 'CapabilityBoundingSet' | 'AmbientCapabilities',
  capability: string,
): boolean | undefined {
  let set: CapabilitySet | undefined;
  for (const { value } of unit.settings.get(name) ?? []) {
    const takes = value.startsWith('~');
    const words = value.replace(/^~/, '').toUpperCase().split(/\s+/);
    const named = words.filter((word) => word !== '');
    const isEmpty = name === 'AmbientCapabilities' && set?.allBut === false && set.named.size === 0;
    if (!set || isEmpty || named.length === 0) set = { allBut: takes, named: new Set(named) };
    // To add to a set is to name more of what it holds, or less of what it does not hold.
    else {
      for (const each of named) {
        if (takes === set.allBut) set.named.add(each);
        else set.named.delete(each);
      }
    }
  }
  return set && set.named.has(capability) !== set.allBut;
}

/** The capabilities that are named, or all but those. */
interface CapabilitySet {
  readonly allBut: boolean;
  readonly named: Set<string>;
}

function assign(settings: Map<UnitSettingName, readonly UnitValue[]>, name: string, value: UnitValue): void {
  if (!isUnitSetting(name)) return;
  const kind: { readonly many?: true; read(value: string): string } = unitSettings[name];
  const read = kind.read(value.value);
  if (read === 'ignored') return;
  if (read === 'reset') settings.delete(name);
  else settings.set(name, kind.many ? [...(settings.get(name) ?? []), value] : [value]);
}

interface UnitLine {
  readonly name: string;
  readonly value: string;
  /** From 0; the first of a line that goes on. */
  readonly line: number;
}

/** The assignments in `[Service]`. Comments may stand inside a line that goes on; a broken header ends the reading. */
function serviceLines(text: string): readonly UnitLine[] {
  const found: UnitLine[] = [];
  let section = '';
  let whole = '';
  let first: number | undefined;
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  for (const [line, content] of lines.entries()) {
    if (/^\s*[#;]/.test(content)) continue;
    whole += content;
    first ??= line;
    // An escaped backslash does not carry on; so it is an odd number of them that does.
    if ((/\\+$/.exec(whole)?.[0].length ?? 0) % 2 === 1) {
      whole = `${whole.slice(0, -1)} `;
      if (line < lines.length - 1) continue;
    }
    const said = whole.trim();
    const start = first;
    whole = '';
    first = undefined;
    if (said.startsWith('[')) {
      if (!said.endsWith(']')) return found;
      section = said;
      continue;
    }
    const equals = said.indexOf('=');
    if (section === '[Service]' && equals > 0)
      found.push({ name: said.slice(0, equals).trim(), value: said.slice(equals + 1).trim(), line: start });
  }
  return found;
}
