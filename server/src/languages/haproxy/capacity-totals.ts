/** Sums over all sections, joined anew after each edit; what each section brings is remembered with it. */
import type { ProxyTotals } from '../../capacity/proxy-model.ts';
import { known, product, type Quantity, sum, unknown } from '../../capacity/quantity.ts';
import type { FileView } from '../../engine/file-view.ts';
import { mayBeElsewhere } from './capacity-global.ts';
import { type ListenedTo, loadOf, portsOf, shardingKey } from './capacity-section.ts';
import { countPeers, type OtherSockets } from './capacity-sockets.ts';
import { socketsPerAddress, type Threading } from './capacity-threads.ts';
import { proxiesOf } from './configuration.ts';

export function totalsOf(view: FileView, others: readonly OtherSockets[], threading: Threading): ProxyTotals {
  const sum = new Sum();
  let open = mayBeElsewhere(view);
  for (const { proxy, known: whole } of proxiesOf(view)) {
    open ||= !whole;
    const load = loadOf(proxy);
    sum.idle += load.counted;
    if (proxy.kind === 'defaults') continue;
    if (proxy.disabled) {
      sum.idle += portsOf(load.addresses);
      continue;
    }
    sum.listen(load.addresses, load.bindLines);
    sum.checks = plus(sum.checks, load.checks);
    sum.agentChecks = plus(sum.agentChecks, load.agentChecks);
  }
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
    idle: total('counted and never opened', sum.idle, "'port', 'agent-port', and sections that do not run"),
  };
}

function plus(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? undefined : one + other;
}

class Sum {
  checks: number | undefined = 0;
  agentChecks: number | undefined = 0;
  idle = 0;
  private lines = 0;
  private unread = false;
  private readonly ways = new Map<string, { readonly sharding: ListenedTo['sharding']; ports: number }>();

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
