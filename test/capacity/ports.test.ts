/** Ports of connections to servers; what the kernel really does with them is in live.test.ts. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type Destination,
  destinationsOf,
  highestRate,
  portHold,
  portsNeeded,
  portsTowards,
} from '../../server/src/capacity/ports.ts';
import { formulaOf } from '../../server/src/capacity/quantity.ts';
import { arithmetic, budgetOf, budgetsOf, type GivenHost, inputsOf, listen } from './host.ts';

const range = 'net.ipv4.ip_local_port_range = 40000 40199\n';
const one = listen(['server a 192.0.2.1:80']);

/** The first destination, and what a formula says of it. */
function of<T>(formula: (inputs: ReturnType<typeof inputsOf>, destination: Destination) => T, given: GivenHost): T {
  const inputs = inputsOf(given);
  const [destination] = destinationsOf(inputs);
  if (!destination) throw new Error('no destination');
  return formula(inputs, destination);
}

const have = (haproxy: string, sysctl = range) => of(portsTowards, { haproxy, sysctl }).value;

describe('the ports towards a server', () => {
  it('are those of the range, the last one included', () => {
    assert.equal(have(one), 200);
    assert.equal(have(one, ''), 28_232);
  });

  it('are not known where the range falls, which the kernel refuses', () => {
    assert.equal(have(one, 'net.ipv4.ip_local_port_range = 50000 40000'), undefined);
  });

  it('are exceeded by open connections, and may be by those that clients end first', () => {
    const verdict = (connections: number) =>
      budgetOf({ haproxy: one, sysctl: range, facts: { connections, connectionRate: 5 } }, 'ports').verdict;
    assert.deepEqual([100, 201].map(verdict), ['tight', 'exceeds']);
  });

  it('are needed for a rate that is no whole number for each of several servers', () => {
    const three = listen(['server a 192.0.2.1:80', 'server b 192.0.2.2:80', 'server c 192.0.2.3:80']);
    const need = of(portsNeeded, { haproxy: three, sysctl: range, facts: { connections: 300, connectionRate: 10 } });
    assert.equal(formulaOf(need), '300 ÷ 3 + 3.33/s × 60 s = 300 ports');
  });

  it('are fewer by the reserved ones inside the range', () => {
    const reserved = (list: string) => have(one, `${range}net.ipv4.ip_local_reserved_ports = ${list}`);
    assert.equal(reserved('40010-40059'), 150);
    assert.equal(reserved('39990-40009,40190-40300,80'), 200 - 10 - 10);
    assert.equal(reserved('40000-40009,40005-40019'), 180, 'what stands twice is reserved once');
    assert.equal(reserved('8080'), 200);
    assert.equal(reserved('8080 9090'), undefined, 'the kernel refuses the list: nobody knows what it holds');
  });

  it('are there for every address of `source`', () => {
    const both = ['server a 192.0.2.1:80 source 198.51.100.1', 'server b 192.0.2.1:80 source 198.51.100.2'];
    assert.equal(have(listen(both)), 400);
    assert.equal(have(listen([both[0] as string, both[0]?.replace(' a ', ' b ') as string])), 200);
  });

  it('are those that `source` names', () => {
    assert.equal(have(listen(['server a 192.0.2.1:80 source 198.51.100.1:30000-30049'])), 50);
  });

  it('are not those of this host where connections come from the address of the client', () => {
    assert.deepEqual(
      destinationsOf(inputsOf({ haproxy: listen(['server a 192.0.2.1:80 source 0.0.0.0 usesrc clientip']) })),
      [],
    );
  });

  it('are shared by all lines that lead to the same address and port', () => {
    const lines = ['server a 192.0.2.1:80', 'server b 192.0.2.1:80', 'server c 192.0.2.1:81', 'server d /run/d.sock'];
    const found = destinationsOf(inputsOf({ haproxy: listen(lines) }));
    assert.deepEqual(
      found.map(({ name }) => name),
      ['www/a', 'www/c'],
    );
  });
});

describe('a port after its connection', () => {
  const hold = (sysctl: string, haproxy = one) => of(portHold, { haproxy, sysctl }).value;

  it('is kept for a minute in TCP, or a second where it may be reused', () => {
    assert.equal(hold('net.ipv4.tcp_tw_reuse = 0'), 60);
    assert.equal(hold('net.ipv4.tcp_tw_reuse = 1'), 1);
    assert.equal(hold('net.ipv4.tcp_tw_reuse = 1\nnet.ipv4.tcp_timestamps = 0'), 60);
  });

  it('is reused on the loopback interface alone with tcp_tw_reuse = 2, the default', () => {
    assert.equal(hold(''), 60);
    assert.equal(hold('', listen(['server a 127.0.0.1:80'])), 1);
    assert.equal(hold('', listen(['server a localhost:80'])), 1);
    assert.equal(hold('', listen(['server a [::1]:80'])), 1);
  });

  it('is free at once in HTTP', () => {
    assert.equal(hold('net.ipv4.tcp_tw_reuse = 0', listen(['server a 192.0.2.1:80'], { mode: 'http' })), 0);
  });

  it('is kept as in TCP where the section is for connections that are upgraded', () => {
    const tunnel = (timeout: string) =>
      listen([`timeout tunnel ${timeout}`, 'server a 192.0.2.1:80'], { mode: 'http' });
    assert.equal(hold('net.ipv4.tcp_tw_reuse = 0', tunnel('1h')), 60);
    assert.equal(hold('net.ipv4.tcp_tw_reuse = 1', tunnel('1h')), 1);
    assert.equal(hold('', tunnel('0')), 0);
    const inherited = listen(['server a 192.0.2.1:80'], { mode: 'http' }).replace(
      'defaults',
      'defaults\n  timeout tunnel 1h',
    );
    assert.equal(hold('net.ipv4.tcp_tw_reuse = 0', inherited), 0, 'what stands in defaults says nothing of a section');
  });

  it('decides how many connections per second can be made for long', () => {
    const rate = (sysctl: string, haproxy = one) => of(highestRate, { haproxy, sysctl }).value;
    assert.equal(Math.floor(rate('net.ipv4.tcp_tw_reuse = 0') ?? 0), 470);
    assert.equal(rate('net.ipv4.tcp_tw_reuse = 1'), 28_232);
    assert.equal(rate('', listen(['server a 192.0.2.1:80'], { mode: 'http' })), undefined);
  });
});

describe('the need for ports', () => {
  const need = (haproxy: string, facts: GivenHost['facts'] = {}) => of(portsNeeded, { haproxy, facts });

  it('is one for each connection, shared among the servers that are not in reserve', () => {
    assert.equal(need(one).value, 1000);
    const three = ['server a 192.0.2.1:80', 'server b 192.0.2.2:80', 'server c 192.0.2.3:80'];
    assert.equal(need(listen([...three, 'server d 192.0.2.4:80 backup'])).value, 334);
    assert.equal(need(listen(['server-template w 4 web.example:80'])).value, 250);
  });

  it('is no more than maxconn of the server', () => {
    assert.equal(need(listen(['server a 192.0.2.1:80 maxconn 30'])).value, 30);
  });

  it('holds ports that are kept after their connections', () => {
    assert.equal(need(one, { connections: 100, connectionRate: 10 }).value, 100 + 10 * 60);
  });

  it('is an assumption in HTTP, and where several proxies have servers', () => {
    assert.equal(need(one).certainty, 'known');
    assert.equal(need(listen(['server a 192.0.2.1:80'], { mode: 'http' })).certainty, 'assumed');
    const other = 'backend other\n  server z 192.0.2.9:80\n';
    assert.equal(need(one + other).certainty, 'assumed');
  });

  it('is explained', () => {
    assert.equal(
      arithmetic(need(one, { connections: 100, connectionRate: 10 })),
      `ports needed = 100 + 600 = 700 ports
  expected connections = 100 connections (headroom.json)
  ports kept = 10/s × 60 s = 600 ports
    new connections = 10/s (headroom.json)
    port kept after its connection = 1 min (TIME_WAIT of Linux, where the client ends the connection first)`,
    );
  });
});

describe('budgets of ports', () => {
  it('say whether the connections find ports', () => {
    const budget = budgetOf({ haproxy: one, sysctl: range }, 'ports');
    assert.deepEqual(
      [budget.of, budget.need.value, budget.have.value, budget.verdict],
      ['www/a', 1000, 200, 'exceeds'],
    );
    assert.equal(
      budget.notes[0],
      'Where clients end their connections first, 3 new connections per second can go there for long.',
    );
    const [more] = budgetOf({ haproxy: one, sysctl: 'net.ipv4.ip_local_port_range = 1 65535' }, 'ports').notes;
    assert.match(more ?? '', / 1 092 new connections per second can go there for long\.$/);
    assert.deepEqual([budget.place?.line, budget.place?.path], [7, '/etc/haproxy/haproxy.cfg']);
  });

  it('call it tight where more than there are is only the worst case', () => {
    const budget = budgetOf({ haproxy: listen(['server a 192.0.2.1:80'], { mode: 'http' }), sysctl: range }, 'ports');
    assert.deepEqual([budget.ratio, budget.verdict], [5, 'tight']);
    assert.match(budget.notes[0] ?? '', /worst case/);
  });

  it('are the nearest one to its end where all fit, else those that are short', () => {
    const servers = ['server a 192.0.2.1:80 maxconn 10', 'server b 192.0.2.2:80 maxconn 20', 'server c 192.0.2.3:80'];
    const shown = (sysctl: string) => budgetsOf({ haproxy: listen(servers), sysctl }, 'ports').map((each) => each.of);
    assert.deepEqual(shown(''), ['www/c']);
    assert.deepEqual(shown('net.ipv4.ip_local_port_range = 40000 40020'), ['www/c', 'www/b']);
  });
});
