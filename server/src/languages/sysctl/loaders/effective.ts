/** The sysctl values that are in force on a host after its loader has run: for every key the line that counts. */
import type { Host } from '../../../host/facts.ts';
import { sysctlKeys } from '../facts/keys.ts';
import { isNumeric } from '../kernel.ts';
import { fieldsOf } from '../syntax.ts';
import { filesRead, linkName, sysctlFolders } from './files.ts';
import { isRounded, KernelValues, variableOf } from './kernel-values.ts';
import { linesRead } from './lines.ts';
import { type Loader, linksMainFile } from './loader.ts';
import { isGlobPath, keyOfPath, procpsPath } from './paths.ts';
import {
  type Candidate,
  type Changed,
  type LoaderFile,
  type LoaderRun,
  type Message,
  type Origin,
  runLoader,
} from './run.ts';
import { type KeyTree, treeOfFacts, treeOfPaths } from './tree.ts';

/** A file of a host. */
export interface HostFile {
  /** As on the host: `/etc/sysctl.d/10-network.conf`. */
  readonly path: string;
  /** Where it lies, if the path is a link. */
  readonly real?: string | undefined;
  /** Undefined for a link that leads nowhere. */
  readonly text: string | undefined;
  readonly folder?: true | undefined;
}

export interface HostFiles {
  readonly files: readonly HostFile[];
  readonly loader: Loader;
  /** What is known of the host: the distribution, the kernel. */
  readonly host: Host;
  /** The paths below /proc/sys of the running kernel, where it is at hand. */
  readonly keys?: readonly string[] | undefined;
  /** What the kernel holds before the first line counts, by key, where that is not what the table knows. */
  readonly initial?: Readonly<Record<string, string>> | undefined;
}

export interface EffectiveKey {
  readonly key: string;
  /** As the loader writes it; as the kernel holds it where a line sets the first fields only, or the kernel rounds. */
  readonly value: string;
  readonly winner: Origin;
  /** The key that the winner is written for, where the value is a side effect of it. */
  readonly through?: string;
  /** The other lines for the key that would have been taken, in reading order. */
  readonly overridden: readonly { readonly origin: Origin; readonly value: string }[];
}

/** A key that no line sets, though one would. */
export interface LostKey {
  readonly key: string;
  readonly value: string;
  readonly origin: Origin;
  readonly why: Message['kind'];
}

export interface EffectiveValues {
  /** The files in reading order. */
  readonly read: readonly string[];
  /** By name. */
  readonly keys: readonly EffectiveKey[];
  /** By name; the last line counts. */
  readonly lost: readonly LostKey[];
  readonly messages: readonly Message[];
  readonly exitCode: number;
}

export function effectiveValues({ files, loader, host, keys, initial }: HostFiles): EffectiveValues {
  const read = filesOf(files, loader, host.distribution?.value);
  const tree = treeFor(host, namesIn(read, loader), keys);
  const kernel = new KernelValues(host, initial);
  const run = runLoader(read, { loader, tree, kernel, system: true });
  return {
    read: read.map(({ path }) => path),
    keys: winners(run, kernel),
    lost: lostKeys(run),
    messages: run.messages,
    exitCode: run.exitCode,
  };
}

/** The files that are read in order, by the paths where they lie. */
export function filesOf(
  files: readonly HostFile[],
  loader: Loader,
  distribution: string | undefined,
): readonly LoaderFile[] {
  // A folder hides nothing from systemd-sysctl; a link that leads nowhere does.
  const seen = files.filter(({ folder }) => loader.program !== 'systemd' || !folder);
  const byPath = new Map(seen.map((file) => [file.path, file]));
  const isLinked = !byPath.has(`/${sysctlFolders[0]}/${linkName}`) && linksMainFile(distribution) === true;
  return filesRead([...byPath.keys()], loader, isLinked).map((path) => {
    const { real = path, text } = byPath.get(path) as HostFile;
    return { path: real, text };
  });
}

/** A running kernel says what a glob matches; a key of a module that is not loaded counts where it is named. */
function treeFor(host: Host, names: Iterable<string>, keys: readonly string[] | undefined): KeyTree {
  const known = treeOfFacts(host, names);
  if (!keys || keys.length === 0) return known;
  const running = treeOfPaths(keys);
  const having = (path: string) => (running.exists(path) ? running : known);
  return {
    stat: (path) => having(path).stat(path),
    exists: (path) => having(path).exists(path),
    resolve: (path) => having(path).resolve(path),
    glob: (pattern) => running.glob(pattern),
  };
}

/** The names of interfaces and the like that lines mention. */
function namesIn(files: readonly { readonly text: string | undefined }[], loader: Loader): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { text } of files) {
    for (const line of linesRead(text ?? '', loader)) {
      if (line.kind !== 'assignment' && line.kind !== 'exclusion') continue;
      const path = procpsPath(line.key);
      if (isGlobPath(path)) continue;
      const key = keyOfPath(path);
      const at = sysctlKeys.get(key)?.name.split('.').indexOf('<name>') ?? -1;
      const name = at < 0 ? undefined : key.split('.')[at]?.replaceAll('/', '.');
      if (name) names.add(name);
      // busybox finds an interface with a dot between dots.
      const dotted = loader.program === 'busybox' && /^net\.ipv[46]\.(?:conf|neigh)\.([^/]+)\.\w+$/.exec(line.key)?.[1];
      if (dotted) names.add(dotted);
    }
  }
  return names;
}

function winners(run: LoaderRun, kernel: KernelValues): readonly EffectiveKey[] {
  const last = new Map<string, Changed>();
  for (const change of run.changes) last.set(variableOf(change.key), change);
  const changed = new Set(run.changes.map(({ key }) => key));
  const candidates = new Map<string, Candidate[]>();
  const refused = new Set(run.messages.filter(({ kind }) => kind === 'refused').map(({ origin }) => placeOf(origin)));
  for (const each of run.candidates) {
    if (refused.has(placeOf(each.origin))) continue;
    const list = candidates.get(variableOf(each.key));
    if (list) list.push(each);
    else candidates.set(variableOf(each.key), [each]);
  }
  return [...changed].sort().map((key) => {
    const winner = last.get(variableOf(key)) as Changed;
    const others = (candidates.get(variableOf(key)) ?? []).filter(
      ({ origin }) => placeOf(origin) !== placeOf(winner.origin),
    );
    const overridden = new Map(others.map(({ origin, value }) => [placeOf(origin), { origin, value }]));
    return {
      key,
      value: valueOn(key, winner.value, kernel),
      winner: winner.origin,
      ...(winner.through && { through: winner.through }),
      overridden: [...overridden.values()],
    };
  });
}

/** The keys of lines that a loader or the kernel refuses, unless another line sets them. */
function lostKeys({ writes, candidates, messages }: LoaderRun): readonly LostKey[] {
  const set = new Set(writes.map(({ key }) => variableOf(key)));
  const lost = new Map<string, LostKey>();
  for (const { kind, origin, detail } of messages) {
    if (kind !== 'unknown-key' && kind !== 'read-only' && kind !== 'refused') continue;
    for (const each of candidates) {
      const isIt = placeOf(each.origin) === placeOf(origin) && `${detail}:`.startsWith(`${each.key}:`);
      if (isIt && !set.has(variableOf(each.key))) lost.set(each.key, { ...each, why: kind });
    }
  }
  return [...lost.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

function valueOn(key: string, written: string, kernel: KernelValues): string {
  const fact = sysctlKeys.get(key);
  const isPart = fact && isNumeric(fact) && fieldsOf(written).length < fact.fields;
  return (isPart || isRounded(key) ? kernel.get(key) : undefined) ?? written;
}

function placeOf({ path, line }: Origin): string {
  return `${line} ${path}`;
}
