/** What a configuration asks of its host: the files that are loaded together, as numbers with the lines they stand in. */
import type { Contribution } from '../../capacity/inputs.ts';
import type { ListeningSockets, ProxyModel, ProxyTotals } from '../../capacity/proxy-model.ts';
import { known, type Place, product, type Quantity, renamed, sum, unknown } from '../../capacity/quantity.ts';
import type { Analysis, Block } from '../../engine/analysis.ts';
import type { FileView } from '../../engine/file-view.ts';
import { blockNote, blocksWhere, noted, placed } from '../../engine/names.ts';
import { globalModel, globalNumber, linesOf, mayBeElsewhere } from './capacity-global.ts';
import { PlacedPart } from './capacity-proxy.ts';
import { type BindLine, bindLine, type ListenedTo, loadOf, portsOf } from './capacity-section.ts';
import { automaticThreads, groupsOf, type Sharding, socketsPerAddress, type Threading } from './capacity-threads.ts';
import { type PlacedProxy, proxiesOf, Section } from './configuration.ts';
import { globalSections } from './global-sections.ts';
import { conditionalIn } from './preprocessor.ts';
import { targetVersion } from './sections.ts';
import { isTemplate } from './template.ts';

/** The proxy model of the files that are read together. */
export function haproxyCapacity(view: FileView): Contribution {
  return { proxy: noted(view.notes, 'haproxy/capacity', () => proxyModel(view)) };
}

function proxyModel(view: FileView): ProxyModel {
  const threading = threadingOf(view);
  const all = proxiesOf(view).filter(({ proxy }) => proxy.kind !== 'defaults');
  const parts = all.map((each) => new PlacedPart(view, each, (bind) => socketsOf(bind, each, threading)));
  const others = otherSockets(view, threading);
  const totals = totalsOf(view, all, others, threading);
  return {
    release: threading.release,
    whole: view.whole && !view.loaded.some((each) => isTemplate(each) || conditionalIn(each)),
    place: placeOf(view),
    global: globalModel(view),
    threads: threading.threads,
    proxies: parts.filter(({ runs }) => runs),
    splicing: parts.filter(({ splice }) => splice),
    resolvers: sectionsOf(view, 'resolvers').length,
    otherSockets: others.filter(({ idle }) => !idle).map(({ sockets, place }) => ({ sockets, place })),
    totals,
  };
}

function placeOf(view: FileView): Place {
  const [global] = globalSections(view);
  if (!global) return { path: view.loaded[0]?.path ?? view.analysis.path, line: 0, start: 0, end: 0 };
  return { path: global.analysis.path, line: global.first, ...global.section.header() };
}

function threadingOf(view: FileView): Threading {
  const release = targetVersion(view.host);
  const threads = globalNumber(view, 'nbthread', 'threads') ?? automaticThreads(view.host, release);
  const asked = globalNumber(view, 'thread-groups', '');
  const arranged = linesOf(view, 'thread-group').length > 0 || (asked !== undefined && asked.value === undefined);
  const groups = arranged || threads.value === undefined ? undefined : groupsOf(threads.value, asked?.value, release);
  return { release, threads: renamed('threads', threads), groups, defaultShards: defaultShards(view) };
}

/** `tune.listener.default-shards`, or what it is when a line is read; undefined where only the environment knows. */
function defaultShards(
  view: FileView,
  before?: { readonly analysis: Analysis; readonly line: number },
): string | undefined {
  const last = linesOf(view, 'tune.listener.default-shards').findLast(
    ({ analysis, line }) =>
      !before ||
      (analysis === before.analysis
        ? line < before.line
        : view.loaded.indexOf(analysis) < view.loaded.indexOf(before.analysis)),
  );
  return last ? (last.setting.uncertain ? undefined : last.setting.value) : 'by-group';
}

function withShards(addresses: BindLine['addresses'], shards: string | undefined): BindLine['addresses'] {
  if (shards === undefined) return addresses;
  return addresses?.map(({ ports, sharding }) => ({
    ports,
    sharding: { ...sharding, shards: sharding.shards ?? shards },
  }));
}

/** The sockets of a `bind` line. */
function socketsOf(bind: BindLine, { analysis, first }: Placed, threading: Threading): Quantity {
  const { line, start, end, addresses } = bind;
  const place = { path: analysis.path, line: first + line, start, end };
  return socketsAt(addresses, place, threading);
}

function socketsAt(addresses: readonly ListenedTo[] | undefined, place: Place, threading: Threading): Quantity {
  const name = 'listening sockets';
  if (!addresses) return unknown(name, 'descriptors', 'an address that only the environment knows');
  const parts = addresses.map(({ ports, sharding }) => {
    const each = socketsPerAddress(sharding, threading);
    const count = known(name, ports, 'descriptors', { from: 'addresses and ports of the line', place });
    return each.value === 1 ? count : product(name, 'descriptors', [{ ...count, name: 'addresses' }, each]);
  });
  return parts.length === 1 ? (parts[0] as Quantity) : sum(name, 'descriptors', parts);
}

interface Placed {
  readonly analysis: Analysis;
  readonly first: number;
}

interface OtherSection extends Placed {
  readonly section: Section;
  readonly conditional: boolean;
}

const kinds = ['log-forward', 'peers', 'resolvers'] as const;

const folds = new Map(
  kinds.map((kind) => [kind, blocksWhere(`haproxy/${kind}`, (_analysis, block) => block.context.kind === kind)]),
);

function sectionsOf(view: FileView, kind: (typeof kinds)[number]): readonly OtherSection[] {
  const fold = folds.get(kind);
  if (!fold) return [];
  return view.loaded.flatMap((analysis) => {
    const open = conditionalIn(analysis);
    return placed(analysis, analysis.fold(fold)).map(({ block, first }) => ({
      analysis,
      first,
      section: sectionOf(analysis, block),
      conditional: open !== undefined && block.lines.some((_line, at) => open(first + at)),
    }));
  });
}

function sectionOf(analysis: Analysis, block: Block): Section {
  return blockNote(analysis, block, 'haproxy/section', () => {
    const { facts } = analysis.blockSummary(block);
    return new Section(block, facts, analysis.language, analysis.host);
  });
}

interface OtherSockets extends ListeningSockets {
  readonly addresses: readonly ListenedTo[] | undefined;
  readonly conditional: boolean;
  /** The section is disabled: HAProxy counts its sockets and opens none. */
  readonly idle: boolean;
}

/** What the global section, `peers` and `log-forward` listen to. */
function otherSockets(view: FileView, threading: Threading): readonly OtherSockets[] {
  const found: OtherSockets[] = [];
  const add = (bind: BindLine, where: Placed & { readonly conditional: boolean }, idle = false) => {
    const place = { path: where.analysis.path, line: where.first + bind.line, start: bind.start, end: bind.end };
    const sockets = socketsAt(bind.addresses, place, threading);
    found.push({ sockets, place, addresses: bind.addresses, conditional: where.conditional, idle });
  };
  for (const { section, analysis, first } of globalSections(view)) {
    const open = conditionalIn(analysis);
    for (const line of section.lines('stats socket')) {
      const conditional = open?.(first + line) === true;
      // A line takes the default that is in force when it is read, and these stand in the section that sets it.
      const shards = defaultShards(view, { analysis, line: first + line });
      for (const bind of bindLine(section, line, 'stream', 2))
        add({ ...bind, addresses: withShards(bind.addresses, shards) }, { analysis, first, conditional });
    }
  }
  for (const each of sectionsOf(view, 'log-forward')) {
    for (const line of each.section.lines('bind'))
      for (const bind of bindLine(each.section, line, 'stream')) add(bind, each);
    for (const line of each.section.lines('dgram-bind'))
      for (const bind of bindLine(each.section, line, 'datagram')) add(bind, each);
  }
  for (const each of sectionsOf(view, 'peers'))
    for (const bind of peersBind(view, each.section)) add(bind, each, isDropped(view, each.section));
  return found;
}

/** What a section `peers` listens to: its `bind`, else the address of the peer that this process is. */
function peersBind(view: FileView, section: Section): readonly BindLine[] {
  const binds = section.lines('bind').flatMap((line) => bindLine(section, line, 'stream'));
  if (binds.length > 0) return binds;
  const own = ownPeer(view, section);
  return own === undefined ? [] : bindLine(section, own, 'stream', 2);
}

/**
 * The line of the peer that this process is. Where `localpeer` does not say which, the name of the host does, and any line stands
 * for it, for each takes as many sockets.
 */
function ownPeer(view: FileView, section: Section): number | undefined {
  const [local] = linesOf(view, 'localpeer');
  const lines = peerLines(section);
  if (!local || local.setting.uncertain) return lines[0];
  return lines.find((line) => section.words(line)[1]?.text === local.setting.value);
}

function peerLines(section: Section): readonly number[] {
  return [...section.lines('peer'), ...section.lines('server')].sort((a, b) => a - b);
}

/** Whether HAProxy drops a section `peers`: a disabled one, and one without this process among its peers. */
function isDropped(view: FileView, section: Section): boolean {
  const last = (directive: string) => section.lines(directive).at(-1) ?? 0;
  return last('disabled') > last('enabled') || ownPeer(view, section) === undefined;
}

/** Sums over all sections, joined anew after each edit; what each section brings is remembered with it. */
function totalsOf(
  view: FileView,
  proxies: readonly PlacedProxy[],
  others: readonly OtherSockets[],
  threading: Threading,
): ProxyTotals {
  const sharded = new Map<string, { readonly sharding: Sharding; ports: number }>();
  const listen = (addresses: readonly ListenedTo[] | undefined): boolean => {
    for (const { ports, sharding } of addresses ?? []) {
      const { shards, threads, reusable } = sharding;
      const key = `${shards} ${threads.join(' ')} ${reusable}`;
      const known = sharded.get(key);
      if (known) known.ports += ports;
      else sharded.set(key, { sharding, ports });
    }
    return addresses !== undefined;
  };
  let lines = 0;
  let open = mayBeElsewhere(view);
  let unread = false;
  const count: Record<'checks' | 'agentChecks', number | undefined> = { checks: 0, agentChecks: 0 };
  let idle = 0;
  for (const { proxy, known } of proxies) {
    const load = loadOf(proxy);
    open ||= !known;
    idle += load.counted;
    if (proxy.disabled) {
      for (const { addresses } of load.binds) idle += portsOf(addresses);
      continue;
    }
    for (const { addresses } of load.binds) {
      lines++;
      unread = !listen(addresses) || unread;
    }
    for (const kind of ['checks', 'agentChecks'] as const) {
      const [one, all] = [load[kind], count[kind]];
      count[kind] = one === undefined || all === undefined ? undefined : one + all;
    }
  }
  for (const { addresses, conditional, idle: off } of others) {
    open ||= conditional;
    if (off) {
      idle += portsOf(addresses);
      continue;
    }
    lines++;
    unread = !listen(addresses) || unread;
  }
  for (const { proxy } of proxiesOf(view)) if (proxy.kind === 'defaults') idle += loadOf(proxy).counted;
  const peers = countPeers(view);
  const whole = <T extends string>(name: T, value: number | undefined, from: string): Quantity =>
    open || value === undefined
      ? unknown(name, 'descriptors', open ? 'lines that nobody sees, or that may be left out' : from)
      : known(name, value, 'descriptors', { from });
  return {
    sockets: open
      ? unknown('listening sockets', 'descriptors', 'lines that nobody sees, or that may be left out')
      : unread
        ? unknown('listening sockets', 'descriptors', 'addresses that only the environment knows')
        : allSockets([...sharded.values()], lines, threading),
    checks: whole('health checks', count.checks, 'servers with check'),
    agentChecks: whole('agent checks', count.agentChecks, 'servers with agent-check'),
    peers: whole('peers', peers, 'lines peer and server of sections peers'),
    idle: whole('counted and never opened', idle, "'port', 'agent-port' and disabled proxies"),
  };
}

function allSockets(
  sharded: readonly { readonly sharding: Sharding; readonly ports: number }[],
  lines: number,
  threading: Threading,
): Quantity {
  const name = 'listening sockets';
  let single = 0;
  const products: Quantity[] = [];
  for (const { sharding, ports } of sharded) {
    const each = socketsPerAddress(sharding, threading);
    if (each.value === 1) single += ports;
    else {
      const count = known('addresses', ports, 'descriptors', {
        from: `bind lines with shards ${sharding.shards ?? 'by default'}`,
      });
      products.push(product(name, 'descriptors', [count, each]));
    }
  }
  const rest = known(name, single, 'descriptors', { from: `${lines} ${lines === 1 ? 'line' : 'lines'} that listen` });
  if (products.length === 0) return rest;
  return sum(name, 'descriptors', single > 0 ? [rest, ...products] : products);
}

/** The peers of all sections, this one among them. */
function countPeers(view: FileView): number | undefined {
  let count = 0;
  for (const { section, conditional } of sectionsOf(view, 'peers')) {
    if (conditional) return undefined;
    if (!isDropped(view, section)) count += peerLines(section).length;
  }
  return count;
}
