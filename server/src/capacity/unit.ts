/** What systemd gives the proxy's service, from its unit. */
import type { FileView } from '../engine/file-view.ts';
import type { HostInput, Origin } from '../host/inputs.ts';
import { type ServiceUnit, serviceUnit, unitHasCapability, unitLimit, unitValue } from '../host/service-unit.ts';
import { readUnitSize } from '../host/unit-settings.ts';
import type { UnitModel } from './inputs.ts';
import { assumed, known, type Place, type Source } from './quantity.ts';
import { startedWith } from './start-command.ts';

/** The soft limit that systemd gives every service, and the hard one since 240. */
const systemdNofile = { soft: 1024, hard: 524_288 };

type HostFiles = Pick<FileView, 'inputs' | 'host'>;

const units = new WeakMap<
  HostFiles['host'],
  { readonly inputs: HostFiles['inputs']; readonly unit: UnitModel | undefined }
>();

/** The unit of the proxy; undefined where nothing is known of it. */
export function unitOf(view: HostFiles): UnitModel | undefined {
  const { host, inputs } = view;
  let known = units.get(host);
  if (known?.inputs !== inputs) {
    known = { inputs, unit: unitFrom(view) };
    units.set(host, known);
  }
  return known.unit;
}

function unitFrom(view: HostFiles): UnitModel | undefined {
  const unit = serviceUnit(view);
  if (!unit || unit.masked) return undefined;
  const nofile = unitLimit(unit, 'LimitNOFILE');
  const user = unitValue(unit, 'User')?.value ?? (unit.whole ? 'root' : undefined);
  const memory = unitValue(unit, 'MemoryMax');
  const bytes = memory && readUnitSize(memory.value, view.host.memory?.value ?? Number.NaN);
  return {
    ...(nofile
      ? limits(nofile.soft, nofile.hard, sourceOf(nofile, view.inputs))
      : unit.whole
        ? {
            softNofile: assumed('LimitNOFILE', systemdNofile.soft, 'descriptors', 'default of systemd'),
            hardNofile: assumed('LimitNOFILE', systemdNofile.hard, 'descriptors', 'default of systemd since 240'),
          }
        : {}),
    // `infinity` is what systemctl shows where nobody set a limit.
    ...(memory &&
      bytes &&
      Number.isFinite(bytes) && { memoryMax: known('MemoryMax', bytes, 'bytes', sourceOf(memory, view.inputs)) }),
    ...(user && { user }),
    ...startedWith(unit, view.inputs),
    mayRaiseLimits: user === undefined ? undefined : mayRaise(unit, user),
    pam: unit.settings.has('PAMName'),
    ...placeOf(nofile, view.inputs),
  };
}

function limits(soft: number, hard: number, source: Source): Pick<UnitModel, 'softNofile' | 'hardNofile'> {
  return {
    softNofile: known('LimitNOFILE', soft, 'descriptors', source),
    hardNofile: known('LimitNOFILE', hard, 'descriptors', source),
  };
}

/** Root keeps what the bounding set leaves; any other user has only what the ambient set gives. */
function mayRaise(unit: ServiceUnit, user: string): boolean | undefined {
  const isRoot = user === 'root' || user === '0';
  const has = unitHasCapability(unit, isRoot ? 'CapabilityBoundingSet' : 'AmbientCapabilities', 'CAP_SYS_RESOURCE');
  return has ?? (unit.whole ? isRoot : undefined);
}

function sourceOf(origin: Origin, inputs: readonly HostInput[]): Source {
  return { from: origin.from, ...placeOf(origin, inputs) };
}

/** The columns of the assignment. */
function placeOf(origin: Origin | undefined, inputs: readonly HostInput[]): { readonly place?: Place } {
  const { path, line } = origin?.place ?? {};
  if (path === undefined || line === undefined) return {};
  const text = inputs.find((input) => input.path === path)?.text.split(/\r?\n/)[line] ?? '';
  return { place: { path, line, start: text.length - text.trimStart().length, end: text.trimEnd().length } };
}
