/** Arguments of directives and actions as each release of HAProxy reads them: every case was tried on the binaries. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findingsIn, worldOf } from '../harness/world.ts';

interface Case {
  readonly section: string;
  readonly line: string;
  /** Releases that refuse the line, with the words the finding stands on. */
  readonly refused?: readonly string[];
  readonly on?: string;
  readonly accepted?: readonly string[];
}

const all = ['2.4', '2.6', '2.8', '3.0', '3.2', '3.4', '3.5'];

const cases: readonly Case[] = [
  { section: 'global', line: 'maxconn 10k', on: '10k', refused: ['2.8', '3.4'], accepted: ['2.4', '2.6'] },
  { section: 'global', line: 'nbthread 128', on: '128', refused: ['2.4', '2.6'], accepted: ['2.8', '3.4'] },
  { section: 'global', line: 'tune.bufsize 16k', on: '16k', refused: ['2.6', '3.0'], accepted: ['3.2', '3.4'] },
  { section: 'global', line: 'tune.pipesize 5000000000', on: '5000000000', refused: ['3.4'], accepted: ['2.6', '3.0'] },
  { section: 'global', line: 'tune.streams-elasticity 99', on: '99', refused: ['3.4'] },
  { section: 'global', line: 'tune.streams-elasticity 0', accepted: ['3.4'] },
  { section: 'global', line: 'tune.ssl.default-dh-param -1', accepted: all },
  { section: 'global', line: 'stats timeout 0', on: '0', refused: all },
  { section: 'global', line: 'expose-experimental-directives now', on: 'now', refused: ['3.2'], accepted: ['3.0'] },
  { section: 'global', line: 'tune.maxpollevents 1000001', on: '1000001', refused: ['3.4'], accepted: ['3.2'] },
  { section: 'listen l', line: 'mode spop', on: 'spop', refused: ['3.0'], accepted: ['3.2', '3.4'] },
  { section: 'listen l', line: 'hash-balance-factor 100', on: '100', refused: all },
  { section: 'listen l', line: 'hash-balance-factor 0', accepted: all },
  { section: 'listen l', line: 'errorloc 414 /long', on: '414', refused: ['2.6', '3.0'], accepted: ['3.2', '3.4'] },
  { section: 'listen l', line: 'errorfile 503 /e with more', on: 'with more', refused: ['2.8'], accepted: ['2.6'] },
  { section: 'listen l', line: 'log 192.0.2.1', on: '192.0.2.1', refused: all },
  { section: 'listen l', line: 'log global', accepted: all },
  { section: 'listen l', line: 'log 192.0.2.1 len 79 local0', on: '79', refused: all },
  { section: 'listen l', line: 'option tcplog clf', on: 'clf', refused: ['3.0'], accepted: ['3.2'] },
  { section: 'listen l', line: 'persist cookie', on: 'cookie', refused: all },
  { section: 'listen l', line: 'http-request set-tos src', on: 'src', refused: ['2.6'], accepted: ['3.0', '3.4'] },
  { section: 'listen l', line: 'http-request set-timeout server 0', on: '0', refused: all },
  { section: 'listen l', line: 'http-request sc-inc-gpc0(3)', on: 'sc-inc-gpc0(3)', refused: all },
  { section: 'global', line: 'tune.bufsize 268435456', on: '268435456', refused: ['2.6', '3.4'], accepted: ['2.4'] },
  { section: 'global', line: 'cpu-map 65 0', on: '65', refused: all },
  { section: 'global', line: 'cpu-map auto:1/1-4 0-3', accepted: all },
  { section: 'global', line: 'setenv A b c', on: 'c', refused: ['3.2'], accepted: ['2.6', '3.0'] },
  { section: 'listen l', line: 'timeout client "$T" foo', on: 'foo', refused: ['2.6', '3.4'] },
  {
    section: 'listen l',
    line: 'http-request silent-drop rst-ttl 5',
    on: 'rst-ttl',
    refused: ['2.6'],
    accepted: ['2.8'],
  },
  { section: 'listen l', line: 'http-request silent-drop rst-ttl 5x', on: '5x', refused: ['2.8', '3.4'] },
  { section: 'listen l', line: 'http-request set-var(txn.a) src lower,foo', on: 'foo', refused: all },
  { section: 'listen l', line: 'http-request capture hdr(a) lower len 10', accepted: all },
  { section: 'listen l', line: 'http-request set-timeout server res.hdr(a)', accepted: all },
  { section: 'listen l', line: 'http-request set-timeout server int(5) add(5)', on: 'add(5)', refused: all },
  { section: 'listen l', line: 'tcp-check set-var(check.a) int(5) foo', accepted: all },
  { section: 'listen l', line: 'filter trace foo', on: 'foo', refused: all },
  { section: 'traces', line: 'trace h1 level foo', on: 'foo', refused: ['3.2', '3.4'] },
  { section: 'healthcheck h', line: 'type foo', on: 'foo', refused: ['3.4'] },
  { section: 'listen l', line: 'http-request track-sc3 src', on: 'track-sc3', refused: ['2.6'] },
  { section: 'listen l', line: 'http-request unset-var(txn.x,ifset)', on: 'unset-var(txn.x,ifset)', refused: all },
  { section: 'cache c', line: 'total-max-size 4096', on: '4096', refused: all },
  { section: 'resolvers r', line: 'accepted_payload_size 11', on: '11', refused: all },
  { section: 'defaults', line: 'http-request deny', on: 'http-request', refused: all },
  {
    section: 'defaults web',
    line: 'http-request deny',
    on: 'http-request',
    refused: ['2.4'],
    accepted: ['2.6', '3.4'],
  },
];

describe('arguments that releases read differently', () => {
  for (const { section, line, refused = [], on = '', accepted = [] } of cases) {
    it(`${section}: ${line}`, () => {
      for (const release of refused) assert.deepEqual(errors(section, line, release), [on], `refused by ${release}`);
      for (const release of accepted) assert.deepEqual(errors(section, line, release), [], `accepted by ${release}`);
    });
  }
});

/** The words that errors of the line stand on, each once. */
function errors(section: string, line: string, release: string): readonly string[] {
  const path = '/etc/haproxy/haproxy.cfg';
  const host = { haproxy: { value: release, from: 'the test' } };
  const world = worldOf([{ path, source: `${section}\n${line}\n` }], { host });
  const found = findingsIn(world, path).filter((finding) => finding.line === 1 && finding.severity === 'error');
  return [...new Set(found.map(({ start, end }) => line.slice(start, end)))];
}
