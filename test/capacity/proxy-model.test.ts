/** What the capacity model says of configurations, a page of small ones. Lines are counted from 1, columns from 0. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BindPart, ProxyModel, ProxyPart, ServerPart } from '../../server/src/capacity/proxy-model.ts';
import { printed, type Quantity } from '../../server/src/capacity/quantity.ts';
import { ruleSet } from '../../server/src/engine/rules.ts';
import { Text } from '../../server/src/engine/text.ts';
import { Workspace } from '../../server/src/engine/workspace.ts';
import { haproxy } from '../../server/src/languages/haproxy/language.ts';
import { worldOf } from '../harness/world.ts';
import { hostFor, path, proxyModelOf } from './inputs.ts';

/** A number with its place: `100 connections @2:10-13`, `unknown (nbthread)`. */
function shown(quantity: Quantity | undefined): string {
  if (!quantity) return 'absent';
  const { source, certainty } = quantity;
  if (quantity.value === undefined) return `unknown (${source?.from ?? 'of its parts'})`;
  const at = source?.place ? ` @${source.place.line + 1}:${source.place.start}-${source.place.end}` : '';
  return `${printed(quantity)}${at}${certainty === 'known' ? '' : ` (${certainty})`}`;
}

function bindText({ place, sockets, ssl, quic, local, backlog, maxconn }: BindPart): string {
  const marks = [
    ssl && 'ssl',
    quic && 'quic',
    local && 'local',
    backlog && `backlog ${shown(backlog)}`,
    maxconn && `maxconn ${shown(maxconn)}`,
  ];
  const value = sockets.value ?? shown(sockets);
  return [`${place.line + 1}:${place.start}-${place.end}`, value, ...marks.filter((mark) => mark)].join(' ');
}

function serverText(server: ServerPart): string {
  const { name, count, destination = 'no ports', sources, sourcePorts, maxconn } = server;
  const flags = (['check', 'agentCheck', 'ssl', 'disabled', 'backup', 'transparent'] as const).filter(
    (flag) => server[flag],
  );
  return [
    `${name} × ${count.value ?? '?'} → ${destination}`,
    ...flags,
    ...sources.map((source) => `from ${source}`),
    ...(sourcePorts ? [`by ${sourcePorts.value} ports`] : []),
    ...(maxconn ? [`maxconn ${shown(maxconn)}`] : []),
  ].join(', ');
}

const indented = (text: string) =>
  text
    .split('\n')
    .map((line) => line.replace(/^ {4}/, ''))
    .join('\n')
    .trim();

function modelOf(text: string, release = '3.2', cpus?: number): ProxyModel {
  return proxyModelOf(`${indented(text)}\n`, hostFor(release, cpus));
}

const onlyProxy = (model: ProxyModel): ProxyPart => model.proxies[0] ?? assert.fail('no proxy runs');

describe('numbers of the global section', () => {
  it('stand where they are written, the first or the last as HAProxy has it', () => {
    const { global, threads } = modelOf(`
    global
      maxconn 100
      maxconn 200
      nbthread 2
      nbthread 4
      tune.bufsize 32k
      stats maxconn 7
    `);
    assert.equal(shown(global.maxconn), '100 connections @2:10-13');
    assert.equal(shown(threads), '4 threads @5:11-12');
    assert.equal(shown(global.bufsize), '32 KiB @6:15-18');
    assert.equal(shown(global.statsMaxconn), '7 connections @7:16-17');
    assert.equal(shown(global.ulimitN), 'absent');
    assert.equal(global.hasCommandLine, true);
    assert.equal(global.strictLimits, true);
  });

  it('are not set where they are 0', () => {
    const { global } = modelOf('global\n  maxconn 0\n  maxconn 50\n  ulimit-n 0\n');
    assert.deepEqual([shown(global.maxconn), shown(global.ulimitN)], ['50 connections @3:10-12', 'absent']);
  });

  it('are unknown where the environment or a template gives them', () => {
    const { global, whole } = modelOf('global\n  maxconn "$MAX"\n  ulimit-n {{ limit }}\n');
    assert.equal(shown(global.maxconn), 'unknown (maxconn $MAX)');
    assert.equal(shown(global.ulimitN), 'unknown (ulimit-n {{ limit }})');
    assert.equal(shown(global.maxpipes), 'unknown (maxpipes in the files that are not seen)');
    assert.equal(whole, false);
  });

  it('are left out or unknown below .if', () => {
    const { global, whole } = modelOf(`
    global
    .if version_atleast(99)
      maxconn 100
    .endif
    .if defined(BIG)
      ulimit-n 1000
    .endif
    `);
    assert.equal(shown(global.maxconn), 'absent');
    assert.equal(shown(global.ulimitN), "unknown (ulimit-n, which an '.if' may leave out)");
    assert.equal(whole, false);
  });

  it('say what keeps HAProxy from starting', () => {
    const strict = (lines: string, release?: string) => modelOf(`global\n${lines}`, release).global.strictLimits;
    assert.deepEqual(
      [strict(''), strict('  no strict-limits\n'), strict('  no strict-limits\n  strict-limits\n'), strict('', '2.2')],
      [true, false, true, false],
    );
  });
});

describe('threads', () => {
  it('are those of nbthread, else one for each processor, else unknown', () => {
    const threads = (lines: string, release: string, cpus?: number) =>
      shown(modelOf(`global\n${lines}`, release, cpus).threads);
    assert.equal(threads('  nbthread 8\n', '3.2', 2), '8 threads @2:11-12');
    assert.equal(threads('', '3.2', 2), '2 threads (assumed)');
    assert.equal(threads('', '2.8', 96), '64 threads (assumed)');
    assert.equal(threads('', '3.4', 96), '96 threads (assumed)');
    assert.equal(threads('', '3.2'), "unknown (nbthread, or the number of processors (fact 'cpus'))");
  });
});

describe('what a bind line listens to', () => {
  const binds = (
    lines: string,
    { global = '', release = '3.2', cpus }: { global?: string; release?: string; cpus?: number } = {},
  ) =>
    onlyProxy(modelOf(`global\n${global}\nfrontend f\n${lines}`, release, cpus)).binds.map((bind) =>
      bindText(bind).replace(/^\S+ /, ''),
    );

  it('is each address, each port of a range, and each socket of the file system', () => {
    assert.deepEqual(
      binds(
        [
          ...['bind :80', 'bind :80,:443 ssl crt a.pem', 'bind :8000-8009', 'bind [::1]:80,1.2.3.4:90-91,'],
          ...['bind /run/h.sock', 'bind abns@x', 'bind quic4@:443 ssl crt a.pem', 'bind fd@3'],
        ].join('\n'),
      ),
      ['1', '2 ssl', '10', '3', '1 local', '1 local', '1 ssl quic', '1'],
    );
  });

  it('has its own limits', () => {
    const [bind] = onlyProxy(modelOf('frontend f\n  bind :80 backlog 50 maxconn 7\n')).binds;
    assert.equal(bind && bindText(bind), '2:7-10 1 backlog 50 @2:19-21 maxconn 7 connections @2:30-31');
  });

  it('is one socket for each shard, and sockets of the file system have none', () => {
    const lines = 'bind :80 shards 3\nbind :80-81 shards by-thread\nbind :80 shards 9\nbind /run/h shards 2\n';
    assert.deepEqual(binds(lines, { global: '  nbthread 4' }), ['3', '8', '4', '1 local']);
    assert.deepEqual(binds('bind :80 shards by-thread\n', { cpus: 6 }), ['6']);
    assert.deepEqual(binds('bind :80 shards by-thread\nbind :80\n'), ['unknown (of its parts)', '1']);
  });

  it('is one socket for each group of threads', () => {
    const global = '  nbthread 4\n  thread-groups 2';
    const lines =
      'bind :80\nbind :80 shards 1\nbind :80 shards by-thread\nbind /run/h\nbind :80 thread 1\nbind :80 thread 2/all\n';
    assert.deepEqual(binds(lines, { global }), ['2', '2', '4', '2 local', '1', '1']);
    assert.deepEqual(binds('bind :80\n', { global: '  nbthread 32', release: '3.4' }), ['2']);
    assert.deepEqual(binds('bind :80\n', { global: '  nbthread 32', release: '3.2' }), ['1']);
    assert.deepEqual(binds('bind :80\n', { global: `${global}\n  tune.listener.default-shards by-thread` }), ['4']);
  });

  it('is unknown where the environment decides', () => {
    const unknown = 'unknown (an address that only the environment knows)';
    assert.deepEqual(binds('bind $ADDRESS\nbind "$ADDRESS:80"\nbind :80 "$OPTIONS"\n'), [unknown, unknown, unknown]);
  });
});

describe('what a server line asks for', () => {
  const servers = (lines: string, release = '3.2') =>
    onlyProxy(modelOf(`backend b\n${lines}`, release)).servers.map(serverText);

  it('is its own options, and those of default-server above it', () => {
    assert.deepEqual(
      servers(
        [
          ...[
            'server a 10.0.0.1:80',
            'default-server check maxconn 5 ssl',
            'server b 10.0.0.1:80',
            'server c 10.0.0.1:80 no-check no-ssl',
          ],
          ...['default-server agent-check', 'server d 10.0.0.1:80 maxconn 9 backup disabled'],
        ].join('\n'),
      ),
      [
        'a × 1 → 10.0.0.1:80',
        'b × 1 → 10.0.0.1:80, check, ssl, maxconn 5 connections @4:7-8',
        'c × 1 → 10.0.0.1:80, maxconn 5 connections @5:7-8',
        'd × 1 → 10.0.0.1:80, check, agentCheck, ssl, disabled, backup, maxconn 9 connections @7:29-30',
      ],
    );
  });

  it('is as many servers as a template makes', () => {
    assert.deepEqual(
      servers('server-template t 5 a.example:80 check\nserver-template u 4-6 a.example:80\nserver s unix@/run/s\n'),
      ['t × 5 → a.example:80, check', 'u × 3 → a.example:80', 's × 1 → no ports'],
    );
    assert.deepEqual(servers('server-template t "$N" a.example:80\n'), ['t × ? → a.example:80']);
  });

  it('has the source of its own line, else that of the proxy', () => {
    assert.deepEqual(
      servers(
        [
          ...[
            'source 10.0.0.5',
            'server a :80',
            'server b :80 source 10.0.0.6:1000-1999',
            'server c :80 source 0.0.0.0 usesrc clientip',
          ],
          ...['server d :80 source [::1]:7'],
        ].join('\n'),
      ),
      [
        'a × 1 → :80, from 10.0.0.5',
        'b × 1 → :80, from 10.0.0.6, by 1000 ports',
        'c × 1 → :80, transparent, from 0.0.0.0',
        'd × 1 → :80, from [::1], by 1 ports',
      ],
    );
  });
});

describe('what a proxy asks for', () => {
  it('comes from its defaults where it does not say', () => {
    const model = modelOf(`
    defaults
      mode http
      timeout client 1m
      timeout server 500
      maxconn 9
      option splice-auto
      option http-server-close
    listen l
      timeout server 5s
      fullconn 20
      option tcpka
      no option splice-auto
      http-reuse always
    `);
    const proxy = onlyProxy(model);
    assert.deepEqual(
      [...proxy.timeouts].map(([name, value]) => `${name} ${shown(value)}`),
      ['client 1 min @3:17-19', 'server 5 s @9:17-19'],
    );
    assert.deepEqual(
      [shown(proxy.maxconn), shown(proxy.fullconn)],
      ['9 connections @5:10-11', '20 connections @10:11-13'],
    );
    assert.deepEqual([proxy.splice, proxy.httpReuse, proxy.closesServerSide], [false, 'always', true]);
    assert.deepEqual(proxy.tcpKeepalive, { client: true, server: true });
  });

  it('is to close connections to servers where the last of the options that speak of it says so', () => {
    const closes = (...options: readonly string[]) =>
      onlyProxy(modelOf(['defaults', '  mode http', '  option http-server-close', 'backend b', ...options].join('\n')))
        .closesServerSide;
    assert.equal(closes(), true);
    assert.equal(closes('option http-keep-alive'), false);
    assert.equal(closes('option http-keep-alive', 'option httpclose'), true);
    assert.equal(closes('no option http-server-close'), false);
    assert.equal(closes('no option httpclose'), true);
  });

  it('is safe reuse of connections where nothing else is said, and none outside of HTTP', () => {
    const reuse = (mode: string) => onlyProxy(modelOf(`backend b\n  mode ${mode}\n`)).httpReuse;
    assert.deepEqual([reuse('http'), reuse('tcp')], ['safe', 'never']);
  });

  it('is nothing where it is disabled', () => {
    const { proxies, totals } = modelOf(`
    listen off
      disabled
      bind :1-5
      server a :80 check
    listen on
      bind :6
    `);
    assert.deepEqual(
      proxies.map(({ name }) => name),
      ['on'],
    );
    assert.deepEqual([totals.sockets.value, totals.checks.value, totals.idle.value], [1, 0, 5]);
  });
});

describe('other sections', () => {
  it('listen too', () => {
    const { otherSockets, totals, resolvers } = modelOf(`
    global
      localpeer me
      stats socket /run/a,/run/b level admin
      stats socket 127.0.0.1:9999
    frontend f
      bind :80
    peers p
      peer me 10.0.0.1:1024
      peer you 10.0.0.2:1024
    log-forward l
      bind :514
      dgram-bind :514-515
    resolvers r
      nameserver n 10.0.0.3:53
    `);
    assert.deepEqual(
      otherSockets.map(({ place, sockets }) => `${place.line + 1}:${place.start}-${place.end} ${sockets.value}`),
      ['3:15-28 2', '4:15-29 1', '11:7-11 1', '12:13-21 2', '8:10-23 1'],
    );
    assert.deepEqual([totals.sockets.value, totals.peers.value, resolvers], [8, 2, 1]);
  });

  it('do not where HAProxy drops them', () => {
    const dropped = (lines: string) => {
      const { otherSockets, totals } = modelOf(`global\n  localpeer me\npeers p\n${lines}`);
      return [otherSockets.length, totals.peers.value, totals.idle.value];
    };
    assert.deepEqual(dropped('  peer me 10.0.0.1:1024\n  peer you 10.0.0.2:1024\n'), [1, 2, 0]);
    assert.deepEqual(dropped('  disabled\n  peer me 10.0.0.1:1024\n'), [0, 0, 1]);
    assert.deepEqual(dropped('  bind 10.0.0.1:1024\n  server you 10.0.0.2:1024\n'), [0, 0, 1]);
  });
});

describe('totals', () => {
  it('count what HAProxy counts, also where it opens nothing', () => {
    const { totals } = modelOf(`
    defaults
      default-server port 81
    backend b
      server a :80 check port 1
      server b :80 check agent-check agent-port 2
      server-template t 4 :80 check
      server c :80 cookie port
    `);
    const { sockets, checks, agentChecks, idle } = totals;
    assert.deepEqual([sockets.value, checks.value, agentChecks.value, idle.value], [0, 6, 1, 3]);
  });

  it('are unknown where a line may be left out or filled in', () => {
    const lost = (lines: string) => shown(modelOf(`frontend f\n  bind :80\n${lines}`).totals.sockets);
    assert.equal(lost(''), '1 descriptor');
    assert.equal(
      lost('.if defined(X)\n  bind :81\n.endif\n'),
      'unknown (lines that nobody sees, or that may be left out)',
    );
    assert.equal(lost('{% for port in ports %}\n'), 'unknown (lines that nobody sees, or that may be left out)');
    assert.equal(lost('  bind "$ADDRESS"\n'), 'unknown (addresses that only the environment knows)');
  });

  it('say so where only some servers are uncertain', () => {
    const { totals } = modelOf('listen l\n  bind :80\n  server a :80 "$OPTIONS"\n');
    assert.equal(shown(totals.checks), 'unknown (servers with check, which only the environment knows)');
    assert.equal(shown(totals.sockets), '1 descriptor');
  });

  it('join the files that are loaded together', () => {
    const others = { '/etc/haproxy/z.cfg': 'listen l\n  bind :80-89\n  server a :80\n' };
    const source = 'global\n  maxconn 5\ndefaults\n  default-server check\n';
    const { totals, proxies } = proxyModelOf(source, hostFor('3.2'), others);
    assert.deepEqual([totals.sockets.value, totals.checks.value], [10, 1]);
    assert.equal(proxies[0]?.binds[0]?.place.path, '/etc/haproxy/z.cfg');
  });
});

describe('an edit', () => {
  it('leaves the model as it is made from scratch', () => {
    const lines = [
      'global',
      '  maxconn 5',
      'defaults',
      '  default-server check',
      'listen l',
      '  bind :80-89',
      '  server a :80',
    ];
    const source = lines.join('\n');
    const world = worldOf([{ path, source }], { language: haproxy, host: hostFor('3.2'), rules: [] });
    let text = Text.of(source);
    const said = ({ totals, proxies }: ProxyModel) => ({
      totals,
      binds: proxies.flatMap(({ binds }) => binds.map(bindText)),
      servers: proxies.flatMap(({ servers }) => servers.map(serverText)),
    });
    for (const [line, column, insert] of [
      [6, 14, ' no-check'],
      [5, 12, ',:100'],
      [0, 0, '# moved\n'],
      [4, 22, ' port 5'],
      [2, 0, '  nbthread 3\n  tune.listener.default-shards by-thread\n'],
    ] as const) {
      const place = { line, column };
      text = text.edited({ start: place, end: place, text: insert });
      world.set(path, haproxy, text, { host: hostFor('3.2'), rules: ruleSet([]), group: undefined });
      const model = haproxy.capacity?.(world.view(path)).proxy ?? assert.fail();
      const whole = text.lines.map((each) => each.text).join('\n');
      assert.deepEqual(said(model), said(proxyModelOf(whole, hostFor('3.2'))), insert);
    }
  });
});

describe('the largest maxconn', () => {
  const lines = [
    'global',
    '  maxconn 900',
    'frontend a',
    '  maxconn 50',
    '  bind :80 maxconn 40',
    'listen b',
    '  bind :81',
  ];
  const source = [...lines, '  maxconn 70', '  server s 192.0.2.1:80 maxconn 800', ''].join('\n');

  it('is that of sections and that of listeners, not that of the process or of a server', () => {
    assert.deepEqual(modelOf(source).largestMaxconn, { sections: 70, listeners: 40 });
    assert.deepEqual(modelOf('global\n  maxconn 900\n').largestMaxconn, { sections: 0, listeners: 0 });
  });

  it('follows edits', () => {
    // With the same environment what is known of other sections goes on as it is.
    const environment = { host: hostFor('3.2'), rules: ruleSet([]), group: undefined };
    const world = new Workspace();
    const largest = (text: Text) => {
      world.set(path, haproxy, text, environment);
      return haproxy.capacity?.(world.view(path)).proxy?.largestMaxconn;
    };
    let text = Text.of(source);
    assert.deepEqual(largest(text), { sections: 70, listeners: 40 });
    const edits = [
      [7, '60', { sections: 60, listeners: 40 }],
      [3, '65', { sections: 65, listeners: 40 }],
    ] as const;
    for (const [line, number, expected] of edits) {
      text = text.edited({ start: { line, column: 10 }, end: { line, column: 12 }, text: number });
      assert.deepEqual(largest(text), expected);
    }
  });
});
