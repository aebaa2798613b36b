/** File descriptors: what HAProxy reckons with, what it may have, and whether it starts. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { descriptorBudgets, mayPassFileMax, startProblem } from '../../server/src/capacity/descriptor-budgets.ts';
import { descriptorsNeeded, maxconnOf } from '../../server/src/capacity/descriptors.ts';
import type { CapacityInputs, UnitModel } from '../../server/src/capacity/inputs.ts';
import { explain, known, leavesOf } from '../../server/src/capacity/quantity.ts';
import { versionOf } from '../../server/tools/parity/haproxy.ts';
import { noHaproxy, provisionHaproxy } from '../../server/tools/parity/provision.ts';
import { shared } from '../harness/shared.ts';
import { generated } from './generated.ts';
import { type Measured, measure } from './haproxy-process.ts';
import { type GivenHost, hostFor, inputsOf, proxyModelOf, startedWith } from './inputs.ts';
import { configurationOf, measurements } from './measured.ts';

/** What HAProxy says of itself, as far as it says it. */
interface Outcome {
  readonly start: 'starts' | 'runs short' | 'does not start';
  readonly maxconn: number | undefined;
  readonly maxsock: number | undefined;
}

function outcomeOf(inputs: CapacityInputs): Outcome {
  const start = startProblem(inputs)?.effect ?? 'starts';
  if (start === 'does not start') return { start, maxconn: undefined, maxsock: undefined };
  return { start, maxconn: maxconnOf(inputs).value, maxsock: descriptorsNeeded(inputs).value };
}

describe('what HAProxy 2.6.12 was measured to need', () => {
  for (const measurement of measurements) {
    const { name, soft = 1024, hard = 524_288, mayRaise = true, maxconn, maxsock, short } = measurement;
    it(name.trim(), () => {
      const unit = startedWith(soft, hard, mayRaise);
      const inputs = inputsOf(proxyModelOf(configurationOf(measurement), hostFor('2.6.12')), { unit });
      const start = maxsock === undefined ? 'does not start' : short ? 'runs short' : 'starts';
      assert.deepEqual(outcomeOf(inputs), { start, maxconn, maxsock });
    });
  }

  const record = join(shared, 'oracle/haproxy-descriptors.json');
  if (existsSync(record)) {
    it('is what the record of the measurements says', () => {
      const rows: readonly Readonly<Record<string, string>>[] = JSON.parse(readFileSync(record, 'utf8'));
      const number = (text: string | undefined) => (text === undefined ? undefined : Number(text));
      assert.deepEqual(
        measurements.map(({ name, maxconn, maxsock }) => ({ name, maxconn, hard: maxconn, maxsock })),
        rows.map((row) => ({
          name: row.name,
          maxconn: number(row.Maxconn),
          hard: number(row.Hard_maxconn),
          maxsock: number(row.Maxsock),
        })),
      );
    });
  }
});

/** Configurations to start here; listening on addresses that nothing else uses. */
const written: Readonly<
  Record<string, { readonly lines: string; readonly soft?: number; readonly hard?: number; readonly master?: true }>
> = {
  'maxconn and two addresses': { lines: 'maxconn 300|listen l|bind 127.91.1.1:8080,127.91.1.2:8080' },
  'a range of ports': { lines: 'maxconn 300|listen l|bind 127.91.2.1:8000-8031' },
  'automatic maxconn': { lines: '|listen l|bind 127.91.3.1:8080' },
  'automatic maxconn, too little': { lines: '|listen l|bind 127.91.4.1:8080', soft: 150, hard: 150 },
  'automatic maxconn, too little, told to go on': {
    lines: 'no strict-limits|listen l|bind 127.91.20.1:8080',
    soft: 150,
    hard: 150,
  },
  'automatic maxconn, splicing without limit': { lines: '|listen l|option splice-auto|bind 127.91.5.1:8080' },
  'automatic maxconn and maxpipes': { lines: 'maxpipes 100|listen l|bind 127.91.6.1:8080' },
  'splicing with limits': {
    lines: 'maxconn 900|listen l|option splice-request|maxconn 40|fullconn 90|bind 127.91.7.1:8080',
  },
  'checks, agents and their ports': {
    lines:
      'maxconn 300|listen l|bind 127.91.8.1:8080|server a 127.0.0.1:1 check port 2|server b 127.0.0.1:1 agent-check agent-port 3',
  },
  'checks by default-server': {
    lines:
      'maxconn 300|listen l|bind 127.91.9.1:8080|server a 127.0.0.1:1|default-server check|server b 127.0.0.1:1|server c 127.0.0.1:1 no-check',
  },
  'a template of servers': {
    lines: 'maxconn 300|listen l|bind 127.91.10.1:8080|server-template t 3-9 127.0.0.1:1 check port 4',
  },
  'a disabled proxy': {
    lines:
      'maxconn 300|listen l|bind 127.91.11.1:8080|listen off|disabled|bind 127.91.11.2:8000-8009|server a 127.0.0.1:1 check',
  },
  peers: {
    lines:
      'maxconn 300|localpeer me|listen l|bind 127.91.12.1:8080|peers p|peer me 127.91.12.1:1024|peer other 127.0.0.1:1|peer third 127.0.0.1:2',
  },
  'log-forward': {
    lines:
      'maxconn 300|listen l|bind 127.91.13.1:8080|log-forward f|log 127.0.0.1:514 local0|bind 127.91.13.1:1514|dgram-bind 127.91.13.1:1514-1517',
  },
  'connections of the command line': {
    lines: 'maxconn 300|stats maxconn 77|stats socket 127.91.14.1:9999|listen l|bind 127.91.14.1:8080',
  },
  'more than the hard limit': { lines: 'maxconn 3000|listen l|bind 127.91.15.1:8080' },
  'more than the hard limit, told to go on': { lines: 'maxconn 3000|no strict-limits|listen l|bind 127.91.16.1:8080' },
  'ulimit-n too low': { lines: 'maxconn 900|ulimit-n 1500|listen l|bind 127.91.17.1:8080' },
  'ulimit-n too low, told to go on': {
    lines: 'maxconn 900|ulimit-n 1500|no strict-limits|listen l|bind 127.91.18.1:8080',
  },
  'ulimit-n above the hard limit, told to go on with enough': {
    lines: 'maxconn 900|ulimit-n 5000|no strict-limits|listen l|bind 127.91.21.1:8080',
  },
  'master and worker': { lines: 'maxconn 300|listen l|bind 127.91.19.1:8080', master: true },
};

describe('what the HAProxy of this machine needs', () => {
  it('is what its configuration is reckoned to need', async (test) => {
    const binary = await provisionHaproxy();
    if (binary === undefined) return test.diagnostic(noHaproxy);
    if (process.platform !== 'linux') return test.diagnostic('NOT COMPARED: limits are those of Linux');
    const most = hardLimit();
    const release = await versionOf(binary);
    const cases = [
      ...Object.entries(written).map(([name, { lines, soft = 1024, hard = 4096, master = false }]) => ({
        name,
        source: configurationFrom(lines),
        limit: { soft, hard },
        masterWorker: master,
      })),
      ...Array.from({ length: 12 }, (_each, at) => ({ name: `seed ${at + 1}`, ...generated(at + 1, release) })),
    ];
    const told = new Map<string, Outcome>();
    const reckoned = new Map<string, Outcome>();
    for (const { name, source, limit: wanted, masterWorker } of cases) {
      const limit = { soft: Math.min(wanted.soft, most), hard: Math.min(wanted.hard, most) };
      const measured = await measure({ binary, configuration: source, limit, arguments: masterWorker ? ['-W'] : [] });
      if (!measured.started) assert.match(measured.output, /FD limit/, `${name}: HAProxy gave up for another reason`);
      told.set(name, toldBy(measured));
      const text = source.replaceAll('$stats', '/run/asked').replaceAll('$dir', '/run');
      const unit = { ...startedWith(limit.soft, limit.hard, mayRaiseLimits()), masterWorker };
      reckoned.set(
        name,
        outcomeOf(inputsOf(proxyModelOf(text, hostFor(release, processors())), { unit, nrOpen: nrOpen() })),
      );
    }
    assert.deepEqual(Object.fromEntries(reckoned), Object.fromEntries(told));
  });
});

function toldBy({ started, output, info }: Measured): Outcome {
  if (!started) return { start: 'does not start', maxconn: undefined, maxsock: undefined };
  const start = /too low for maxconn/.test(output) ? 'runs short' : 'starts';
  return { start, maxconn: Number(info.get('Maxconn')), maxsock: Number(info.get('Maxsock')) };
}

function configurationFrom(lines: string): string {
  const [global = '', ...rest] = lines.split(/\|(?=listen l)/);
  return [
    ...['global', 'stats socket $stats level admin', 'nbthread 2', ...global.split('|')],
    ...['defaults', 'mode tcp', 'timeout client 5s', 'timeout server 5s', 'timeout connect 1s'],
    ...rest.join('|').split('|'),
    '',
  ].join('\n');
}

function nrOpen(): number {
  return Number(readFileSync('/proc/sys/fs/nr_open', 'utf8'));
}

/** What this process may have, and so what it can give to HAProxy. */
function hardLimit(): number {
  const [, , hard = ''] = /^Max open files\s+(\S+)\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
  return hard === 'unlimited' ? Number.POSITIVE_INFINITY : Number(hard);
}

/** CAP_SYS_RESOURCE among the capabilities of this process. */
function mayRaiseLimits(): boolean {
  const [, mask = '0'] = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return (BigInt(`0x${mask}`) >> 24n) % 2n === 1n;
}

/** The processors that this process may run on, as HAProxy counts its threads. */
function processors(): number {
  const [, list = '0'] = /^Cpus_allowed_list:\s*(.*)$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return list.split(',').reduce((sum, range) => {
    const [low = 0, high = low] = range.split('-').map(Number);
    return sum + high - low + 1;
  }, 0);
}

const small = (global: string) => `global\n  nbthread 1\n${global}frontend f\n  bind :80\n`;

function given(global: string, host: GivenHost = {}, release = '3.2'): CapacityInputs {
  return inputsOf(proxyModelOf(small(global), hostFor(release)), host);
}

describe('the start of HAProxy', () => {
  const problem = (inputs: CapacityInputs) => {
    const found = startProblem(inputs);
    if (!found) return 'starts';
    const { effect, reason, wanted, allowed, place, certain } = found;
    return `${effect}: ${wanted.value} above ${reason} ${allowed.value}, line ${place.line + 1}${certain ? '' : '?'}`;
  };

  it('fails where it may not raise its limit', () => {
    const unit = startedWith(1024, 4096, false);
    assert.equal(problem(given('  maxconn 2000\n', { unit })), 'starts');
    assert.equal(problem(given('  maxconn 3000\n', { unit })), 'does not start: 6014 above hard limit 4096, line 3');
  });

  it('depends on fs.nr_open alone where it may', () => {
    const unit = startedWith(1024, 4096, true);
    assert.equal(problem(given('  maxconn 500000\n', { unit })), 'starts');
    assert.equal(
      problem(given('  maxconn 600000\n', { unit })),
      'does not start: 1200014 above fs.nr_open 1048576, line 3',
    );
  });

  it('fails at the lower one of the hard limit and fs.nr_open, where both are too low', () => {
    const start = (hard: number) => problem(given('  maxconn 600000\n', { unit: startedWith(1024, hard, false) }));
    assert.equal(start(1_000_000), 'does not start: 1200014 above hard limit 1000000, line 3');
    assert.equal(start(1_200_000), 'does not start: 1200014 above fs.nr_open 1048576, line 3');
  });

  it('is not judged where nobody shows who starts it', () => {
    assert.equal(problem(given('  maxconn 3000\n')), 'starts');
    assert.deepEqual(
      descriptorBudgets(given('  maxconn 3000\n')).map(({ verdict }) => verdict),
      ['unknown'],
    );
    const limited = descriptorBudgets(given('  maxconn 3000\n  fd-hard-limit 9000\n'))[0]?.have;
    assert.deepEqual(
      leavesOf(limited ?? assert.fail()).map(({ name }) => name),
      ['descriptors allowed', 'fd-hard-limit'],
      'each has a name in reports',
    );
  });

  it('is not judged above a default of fs.nr_open that systemd may have raised', () => {
    const start = (maxconn: number, mayRaise: boolean) => {
      const inputs = given(`  maxconn ${maxconn}\n`, { nrOpen: 'assumed', unit: startedWith(1024, 4096, mayRaise) });
      return [problem(inputs), descriptorBudgets(inputs)[0]?.verdict];
    };
    assert.deepEqual(start(500_000, true), ['starts', 'fits']);
    assert.deepEqual(start(600_000, true), ['starts', 'unknown']);
    assert.equal(start(600_000, false)[1], 'exceeds');
  });

  it('fails above fs.nr_open whoever starts it', () => {
    assert.equal(problem(given('  maxconn 600000\n')), 'does not start: 1200014 above fs.nr_open 1048576, line 3');
  });

  it('fails above fd-hard-limit, and goes on without strict-limits', () => {
    const lines = '  maxconn 2000\n  fd-hard-limit 3000\n';
    assert.equal(problem(given(lines)), 'does not start: 4014 above fd-hard-limit 3000, line 4');
    const goesOn = (soft: number | undefined) => {
      const unit = soft === undefined ? undefined : startedWith(soft, 65_536, false);
      return problem(given(`${lines}  no strict-limits\n`, { unit }));
    };
    assert.equal(goesOn(1024), 'runs short: 4014 above fd-hard-limit 3000, line 4');
    assert.equal(goesOn(8192), 'starts');
    assert.equal(goesOn(undefined), 'runs short: 4014 above fd-hard-limit 3000, line 4?');
  });

  it('goes on with less than ulimit-n where it is told to and that is enough', () => {
    const unit = startedWith(1024, 4096, false);
    const lines = '  maxconn 1000\n  ulimit-n 9000\n';
    assert.equal(problem(given(lines, { unit })), 'does not start: 9000 above hard limit 4096, line 4');
    assert.equal(problem(given(`${lines}  no strict-limits\n`, { unit })), 'starts');
  });

  it('needs no more than it has where ulimit-n is below it', () => {
    const lines = '  maxconn 2000\n  ulimit-n 1000\n';
    const low = startedWith(1024, 65_536, false);
    assert.equal(problem(given(lines, { unit: low })), 'does not start: 4014 above ulimit-n 1000, line 4');
    assert.equal(problem(given(lines, { unit: startedWith(65_536, 65_536, false) })), 'starts');
    assert.equal(problem(given(lines)), 'does not start: 4014 above ulimit-n 1000, line 4?');
  });
});

describe('the limit that automatic maxconn is made from', () => {
  const maxconn = (release: string, hard: number, more: Partial<UnitModel> = {}, global = '') =>
    maxconnOf(given(global, { nrOpen: 1_073_741_816, unit: { ...startedWith(1024, hard, false), ...more } }, release))
      .value;

  it('is cut off at a million since 3.1, and in older branches since some patch', () => {
    assert.equal(maxconn('3.2', 1_073_741_816), 524_281);
    assert.equal(maxconn('2.8.10', 1_073_741_816), 536_870_901);
    assert.equal(maxconn('2.8.11', 1_073_741_816), 524_281);
    assert.equal(maxconn('2.8', 1_073_741_816), undefined, 'only the patch tells');
    assert.equal(maxconn('2.8', 65_536), 32_761);
    assert.equal(maxconn('3.2', 1_073_741_816, {}, '  stats socket /run/s\n'), (1_048_576 - 25 - 1) / 2);
  });

  it('is fd-hard-limit where that is less', () => {
    assert.equal(maxconn('3.2', 65_536, {}, '  fd-hard-limit 20000\n'), 9993);
  });

  it('is as large as fs.nr_open where the service has no limit', () => {
    const unit = { hardNofile: known('hard limit', Number.POSITIVE_INFINITY, 'descriptors', { from: 'LimitNOFILE' }) };
    assert.equal(
      maxconnOf(given('', { nrOpen: 300_000, unit: { ...startedWith(1024, 1, false), ...unit } })).value,
      149_993,
    );
  });

  it('is what the release takes by itself where systemd may have raised fs.nr_open', () => {
    const unit = { hardNofile: known('hard limit', Number.POSITIVE_INFINITY, 'descriptors', { from: 'LimitNOFILE' }) };
    const unlimited = (release: string, global = '') =>
      maxconnOf(given(global, { nrOpen: 'assumed', unit: { ...startedWith(1024, 1, false), ...unit } }, release)).value;
    assert.equal(unlimited('3.2'), 524_281);
    assert.equal(unlimited('3.2', '  fd-hard-limit 20000\n'), 9993);
    assert.equal(unlimited('2.8.10'), undefined, 'it takes all that systemd left');
  });

  it('goes by the command line where that says how many', () => {
    const maxconnArgument = known('-n', 77, 'connections', { from: '-n' });
    assert.equal(maxconn('3.2', 65_536, { maxconn: maxconnArgument }, '  maxconn 500\n'), 77);
    assert.equal(maxconn('3.2', 65_536, { memoryLimited: true }), undefined);
  });

  it('is that of a session where the service goes through PAM', () => {
    const unit: UnitModel = { ...startedWith(1024, 4096, false), user: 'haproxy', pam: true };
    const limit = (value: number) => known('nofile', value, 'descriptors', { from: 'limits.conf' });
    const place = { path: '/etc/security/limits.conf', line: 0, start: 0, end: 1 };
    const inputs: CapacityInputs = {
      ...given('', { unit }),
      session: (user) => (user === 'haproxy' ? { softNofile: limit(500), hardNofile: limit(900), place } : undefined),
    };
    assert.equal(maxconnOf(inputs).value, 443);
  });
});

describe('the budget of descriptors', () => {
  it('shows its arithmetic', () => {
    const unit = startedWith(1024, 8192, false);
    const [own] = descriptorBudgets(given('  maxconn 4000\n  stats socket /run/s\n', { unit }));
    assert.equal(own?.verdict, 'fits');
    assert.equal(own?.have.value, 8192);
    assert.deepEqual(
      explain(own?.need ?? assert.fail()).map(({ depth, text }) => `${'  '.repeat(depth)}${text}`),
      [
        'descriptors needed = 8 000 + 25 = 8 025 descriptors',
        '  sockets of connections = 2 × 4 000 = 8 000 descriptors',
        '    sockets of a connection = 2 (one to the client and one to the server)',
        '    maxconn = 4 000 connections (haproxy.cfg:3)',
        '  descriptors beside connections = 10 + 2 + 10 + 3 = 25 descriptors',
        '    reserve = 10 descriptors (HAProxy)',
        '    listening sockets = 2 descriptors (2 lines that listen)',
        '    connections of the command line = 10 descriptors (stats maxconn, which is 10 where not set)',
        '    descriptors of threads = 3 × 1 = 3 descriptors',
        '      descriptors of a thread = 3 (its poller, and the two ends of the pipe that wakes it)',
        '      threads = 1 thread (haproxy.cfg:2)',
      ],
    );
  });

  it('is exceeded by one descriptor too many', () => {
    const verdict = (hard: number) =>
      descriptorBudgets(given('  maxconn 4000\n', { unit: startedWith(1024, hard, false) }))[0]?.verdict;
    assert.deepEqual([verdict(8014), verdict(8013)], ['fits', 'exceeds']);
  });

  it('counts what all processes of the host share where fs.file-max is known', () => {
    const budgets = descriptorBudgets(
      given('  maxconn 4000\n', { fileMax: 9000, unit: startedWith(1024, 65_536, false) }),
    );
    assert.deepEqual(
      budgets.map(({ of, need, have, verdict }) => [of, need.value, have.value, verdict]),
      [
        [undefined, 8014, 65_536, 'fits'],
        ['fs.file-max', 8014, 9000, 'tight'],
      ],
    );
  });

  it('may pass fs.file-max while it is root, becomes root, or keeps what makes root special', () => {
    const passes = (...lines: readonly string[]) => mayPassFileMax(given(lines.map((line) => `  ${line}\n`).join('')));
    assert.deepEqual([passes(), passes('user root'), passes('uid 0'), passes('user "$WHO"')], [true, true, true, true]);
    assert.deepEqual([passes('user haproxy'), passes('uid 99')], [false, false]);
    assert.equal(passes('user haproxy', 'setcap cap_net_raw,cap_sys_admin'), true);
    assert.equal(passes('user haproxy', 'setcap cap_net_bind_service'), false);
    const startedAs = (user: string) =>
      mayPassFileMax(given('', { unit: { ...startedWith(1024, 4096, false), user } }));
    assert.deepEqual([startedAs('haproxy'), startedAs('root')], [false, true]);
  });
});
