/** Sockets that configurations listen with: those of proxies, and those of other sections. */
import type { ListeningSockets } from '../../capacity/proxy-model.ts';
import { known, type Place, product, type Quantity, sum, unknown } from '../../capacity/quantity.ts';
import type { Analysis, Block } from '../../engine/analysis.ts';
import type { FileView } from '../../engine/file-view.ts';
import { blockNote, blocksWhere, placed } from '../../engine/names.ts';
import { defaultShards, linesOf } from './capacity-global.ts';
import { type BindLine, bindLine, type ListenedTo } from './capacity-section.ts';
import { socketsPerAddress, type Threading } from './capacity-threads.ts';
import { Section } from './configuration.ts';
import { globalSections } from './global-sections.ts';
import { conditionalIn } from './preprocessor.ts';

/** The sockets of the addresses of one line. */
export function socketsAt(addresses: readonly ListenedTo[] | undefined, place: Place, threading: Threading): Quantity {
  const name = 'listening sockets';
  if (!addresses) return unknown(name, 'descriptors', 'an address that only the environment knows');
  const parts = addresses.map(({ ports, sharding }) => {
    const each = socketsPerAddress(sharding, threading);
    const source = { from: 'addresses and ports of the line', place };
    if (each.value === 1) return known(name, ports, 'descriptors', source);
    return product(name, 'descriptors', [known('addresses', ports, 'descriptors', source), each]);
  });
  return parts.length === 1 ? (parts[0] as Quantity) : sum(name, 'descriptors', parts);
}

interface Placed {
  readonly analysis: Analysis;
  /** The line of the section's header in its file. */
  readonly first: number;
}

interface OtherSection extends Placed {
  readonly section: Section;
  /** A preprocessor may leave out some of its lines. */
  readonly conditional: boolean;
}

const kinds = ['log-forward', 'peers', 'resolvers'] as const;

const folds = new Map(
  kinds.map((kind) => [kind, blocksWhere(`haproxy/${kind}`, (_analysis, block) => block.context.kind === kind)]),
);

export function sectionsOf(view: FileView, kind: (typeof kinds)[number]): readonly OtherSection[] {
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
    return new Section(block, analysis.blockSummary(block), analysis.language, analysis.host);
  });
}

export interface OtherSockets extends ListeningSockets {
  readonly addresses: readonly ListenedTo[] | undefined;
  readonly conditional: boolean;
  /** The section is dropped: HAProxy counts its sockets and opens none. */
  readonly idle: boolean;
}

/** What the global section, `log-forward` and `peers` listen to. */
export function otherSockets(view: FileView, threading: Threading): readonly OtherSockets[] {
  const found: OtherSockets[] = [];
  const add = ({ addresses, line, start, end }: BindLine, where: Placed, conditional: boolean, idle = false) => {
    const place = { path: where.analysis.path, line: where.first + line, start, end };
    found.push({ sockets: socketsAt(addresses, place, threading), place, addresses, conditional, idle });
  };
  for (const { section, analysis, first } of globalSections(view)) {
    const open = conditionalIn(analysis);
    for (const line of section.lines('stats socket')) {
      // A line takes the default that is in force when it is read, and these stand in the section that sets it.
      const shards = defaultShards(view, { analysis, line: first + line });
      for (const bind of bindLine(section, line, 'stream', 3))
        add(
          { ...bind, addresses: withShards(bind.addresses, shards) },
          { analysis, first },
          open?.(first + line) === true,
        );
    }
  }
  for (const each of sectionsOf(view, 'log-forward')) {
    const binds = each.section.lines('bind').flatMap((line) => bindLine(each.section, line, 'stream', 2));
    const datagrams = each.section.lines('dgram-bind').flatMap((line) => bindLine(each.section, line, 'datagram', 2));
    for (const bind of [...binds, ...datagrams]) add(bind, each, each.conditional);
  }
  for (const each of sectionsOf(view, 'peers'))
    for (const bind of peersBind(view, each.section)) add(bind, each, each.conditional, isDropped(view, each.section));
  return found;
}

function withShards(addresses: BindLine['addresses'], shards: string | undefined): BindLine['addresses'] {
  if (shards === undefined) return addresses;
  return addresses?.map(({ ports, sharding }) => ({
    ports,
    sharding: { ...sharding, shards: sharding.shards ?? shards },
  }));
}

/** What a section `peers` listens to: its `bind`, else the address of the peer that this process is. */
function peersBind(view: FileView, section: Section): readonly BindLine[] {
  const binds = section.lines('bind').flatMap((line) => bindLine(section, line, 'stream', 2));
  if (binds.length > 0) return binds;
  const own = ownPeer(view, section);
  return own === undefined ? [] : bindLine(section, own, 'stream', 3);
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

/** The peers of all sections, this one among them; undefined where some may be left out. */
export function countPeers(view: FileView): number | undefined {
  let count = 0;
  for (const { section, conditional } of sectionsOf(view, 'peers')) {
    if (conditional) return undefined;
    if (!isDropped(view, section)) count += peerLines(section).length;
  }
  return count;
}
