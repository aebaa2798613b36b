/** Sums over all sections, joined anew after each edit; what each section brings is remembered with it. */
import type { ProxyTotals } from '../../capacity/proxy-model.ts';
import { known, product, type Quantity, sum, unknown } from '../../capacity/quantity.ts';
import type { Block } from '../../engine/analysis.ts';
import type { FileView } from '../../engine/file-view.ts';
import { noted } from '../../engine/names.ts';
import { watched, watchOver } from '../../engine/watch.ts';
import { mayBeElsewhere } from './capacity-global.ts';
import { type ListenedTo, loadOf, plus, portsOf, type SectionLoad, shardingKey } from './capacity-section.ts';
import { countPeers, type OtherSockets } from './capacity-sockets.ts';
import { socketsPerAddress, type Threading } from './capacity-threads.ts';
import { isProxy, type PlacedProxy, proxiesOf, proxyAt } from './configuration.ts';
import { inheritanceOf } from './inheritance.ts';
import { conditionalIn } from './preprocessor.ts';

export function totalsOf(view: FileView, others: readonly OtherSockets[], threading: Threading): ProxyTotals {
  const sum = sumOf(view).copy();
  let open = mayBeElsewhere(view) || sum.open;
  for (const { addresses, conditional, idle } of others) {
    open ||= conditional;
    if (idle) sum.idle += portsOf(addresses);
    else sum.listen(addresses, 1);
  }
  const hidden = 'lines that nobody sees, or that may be left out';
  const total = (name: string, value: number | undefined, from: string): Quantity =>
    open || value === undefined
      ? unknown(name, 'descriptors', open ? hidden : `${from}, which only the environment knows`)
      : known(name, value, 'descriptors', { from });
  return {
    sockets: open ? unknown('listening sockets', 'descriptors', hidden) : sum.sockets(threading),
    checks: total('health checks', sum.checks, 'servers with check'),
    agentChecks: total('agent checks', sum.agentChecks, 'servers with agent-check'),
    peers: total('peers', countPeers(view), 'lines of sections peers'),
    mostPerServer: sum.mostPerServer,
    idle: total('counted and never opened', sum.idle, "'port', 'agent-port', and sections that do not run"),
  };
}

/** Whether no proxy splices, disabled ones included. */
export function splicesNothing(view: FileView): boolean {
  return sumOf(view).splicing === 0;
}

const loads = watchOver<string>('haproxy/loads', isProxy);
/** The sum over the proxies of a file, by what is found in them; it holds until one of them brings something else. */
const sums = new WeakMap<object, { readonly edition: number; readonly sum: Sum }>();

function sumOf(view: FileView): Sum {
  return noted(view.notes, 'haproxy/sum of loads', () => {
    const { analysis, loaded } = view;
    if (loaded.length !== 1 || loaded[0] !== analysis) return summed(proxiesOf(view));
    const basis = [inheritanceOf(view), conditionalIn(analysis)];
    const look = (block: Block) => signOf(proxyAt(view, analysis, block));
    const { found, edition } = watched(analysis, loads, basis, look);
    let known = sums.get(found);
    if (known?.edition !== edition) {
      known = { edition, sum: summed(proxiesOf(view)) };
      sums.set(found, known);
    }
    return known.sum;
  });
}

const signs = new Map<string, string>();
const mostSigns = 1000;

/** All of a proxy that the sum depends on. Most proxies have the same, which is kept once. */
function signOf({ proxy, known }: PlacedProxy): string {
  const sign = JSON.stringify([
    proxy.kind === 'defaults',
    proxy.disabled,
    known,
    loadOf(proxy),
    `${mostPerServer(loadOf(proxy))}`,
  ]);
  if (signs.size >= mostSigns) signs.clear();
  const same = signs.get(sign);
  if (same === undefined) signs.set(sign, sign);
  return same ?? sign;
}

function summed(proxies: readonly PlacedProxy[]): Sum {
  const sum = new Sum();
  for (const { proxy, known: whole } of proxies) {
    sum.open ||= !whole;
    const load = loadOf(proxy);
    sum.idle += load.counted;
    if (proxy.kind === 'defaults') continue;
    if (load.splice) sum.splicing++;
    if (proxy.disabled) {
      sum.idle += portsOf(load.addresses);
      continue;
    }
    sum.listen(load.addresses, load.bindLines);
    sum.mostPerServer = Math.max(sum.mostPerServer, mostPerServer(load));
    sum.checks = plus(sum.checks, load.checks);
    sum.agentChecks = plus(sum.agentChecks, load.agentChecks);
  }
  return sum;
}

/** The most connections that one server of a section takes; infinitely many where it has ports of its own. */
function mostPerServer({ serverTotals }: SectionLoad): number {
  return serverTotals.namesPorts ? Number.POSITIVE_INFINITY : serverTotals.largestMaxconn;
}

class Sum {
  checks: number | undefined = 0;
  agentChecks: number | undefined = 0;
  idle = 0;
  splicing = 0;
  mostPerServer = 0;
  /** Some lines may be left out, or are not seen. */
  open = false;
  private lines = 0;
  private unread = false;
  private readonly ways = new Map<string, { readonly sharding: ListenedTo['sharding']; ports: number }>();

  copy(): Sum {
    const copy = new Sum();
    const { checks, agentChecks, idle, splicing, mostPerServer, open, lines, unread } = this;
    Object.assign(copy, { checks, agentChecks, idle, splicing, mostPerServer, open, lines, unread });
    for (const [key, way] of this.ways) copy.ways.set(key, { ...way });
    return copy;
  }

  listen(addresses: readonly ListenedTo[] | undefined, lines: number): void {
    this.lines += lines;
    this.unread ||= addresses === undefined;
    for (const { ports, sharding } of addresses ?? []) {
      const key = shardingKey(sharding);
      const known = this.ways.get(key);
      if (known) known.ports += ports;
      else this.ways.set(key, { sharding, ports });
    }
  }

  sockets(threading: Threading): Quantity {
    const name = 'listening sockets';
    if (this.unread) return unknown(name, 'descriptors', 'addresses that only the environment knows');
    let single = 0;
    const products: Quantity[] = [];
    for (const { sharding, ports } of this.ways.values()) {
      const each = socketsPerAddress(sharding, threading);
      if (each.value === 1) single += ports;
      else {
        const from = sharding.shards === undefined ? 'lines that listen' : `lines with shards ${sharding.shards}`;
        products.push(product(name, 'descriptors', [known('addresses', ports, 'descriptors', { from }), each]));
      }
    }
    const from = this.lines === 1 ? 'one line that listens' : `${this.lines} lines that listen`;
    const rest = known(name, single, 'descriptors', { from });
    if (products.length === 0) return rest;
    return sum(name, 'descriptors', single > 0 ? [rest, ...products] : products);
  }
}
