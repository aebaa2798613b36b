/** What a configuration asks of its host: the files that are loaded together, as numbers with the lines they stand in. */

import type { Contribution } from '../../capacity/inputs.ts';
import type { ProxyModel } from '../../capacity/proxy-model.ts';
import { type Place, renamed } from '../../capacity/quantity.ts';
import type { FileView } from '../../engine/file-view.ts';
import { blocksMarked } from '../../engine/marks.ts';
import { noted } from '../../engine/names.ts';
import { defaultShards, globalModel, globalNumber, linesOf } from './capacity-global.ts';
import { largestMaxconn } from './capacity-maxconn.ts';
import { PlacedPart } from './capacity-proxy.ts';
import { loadOf } from './capacity-section.ts';
import { otherSockets, sectionsOf, socketsAt } from './capacity-sockets.ts';
import { automaticThreads, groupsOf, type Threading } from './capacity-threads.ts';
import { splicesNothing, totalsOf } from './capacity-totals.ts';
import { type PlacedProxy, proxiesOf } from './configuration.ts';
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
  // Most questions need only some of it, and a configuration may have thousands of proxies.
  const once = <T>(key: string, compute: () => T): T => noted(view.notes, `haproxy/capacity ${key}`, compute);
  const others = () => once('others', () => otherSockets(view, threading));
  return {
    release: threading.release,
    whole: view.whole && !view.loaded.some((each) => isTemplate(each) || conditionalIn(each)),
    place: placeOf(view),
    global: globalModel(view),
    threads: threading.threads,
    get proxies() {
      return once('proxies', () => partsOf(view, threading, ({ proxy }) => !proxy.disabled));
    },
    get splicing() {
      return splicesNothing(view) ? [] : partsOf(view, threading, ({ proxy }) => loadOf(proxy).splice);
    },
    get mayNamePorts() {
      return view.loaded.some((analysis) => blocksMarked(analysis, 'source').size > 0);
    },
    get largestMaxconn() {
      return once('maxconn', () => largestMaxconn(view));
    },
    resolvers: sectionsOf(view, 'resolvers').length,
    get otherSockets() {
      return others()
        .filter(({ idle }) => !idle)
        .map(({ sockets, place }) => ({ sockets, place }));
    },
    get totals() {
      return once('totals', () => totalsOf(view, others(), threading));
    },
  };
}

function partsOf(
  view: FileView,
  threading: Threading,
  counts: (placed: PlacedProxy) => boolean,
): readonly PlacedPart[] {
  return proxiesOf(view)
    .filter((placed) => placed.proxy.kind !== 'defaults' && counts(placed))
    .map((placed) => new PlacedPart(view, placed, ({ addresses }, place) => socketsAt(addresses, place, threading)));
}

function placeOf(view: FileView): Place {
  const [global] = globalSections(view);
  if (!global) return { path: view.loaded[0]?.path ?? view.analysis.path, line: 0, start: 0, end: 0 };
  return { path: global.analysis.path, line: global.first, ...global.section.header() };
}

function threadingOf(view: FileView): Threading {
  const release = targetVersion(view.host);
  const processes = globalNumber(view, 'nbproc', 'processes');
  const threads = globalNumber(view, 'nbthread', 'threads') ?? automaticThreads(view.host, release, processes?.value);
  const asked = globalNumber(view, 'thread-groups', '');
  const arranged = linesOf(view, 'thread-group').length > 0 || (asked !== undefined && asked.value === undefined);
  const groups = arranged || threads.value === undefined ? undefined : groupsOf(threads.value, asked?.value, release);
  return { release, threads: renamed('threads', threads), groups, defaultShards: defaultShards(view) };
}
