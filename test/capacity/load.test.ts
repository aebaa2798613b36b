import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { expectedLoad } from '../../server/src/capacity/load.ts';
import { type GivenHost, inputsOf } from './host.ts';

const connections = (haproxy: string, facts: GivenHost['facts'] = {}) =>
  expectedLoad(inputsOf({ haproxy, facts })).connections.value;

describe('the connections of a host', () => {
  const global = 'global\n  maxconn 1000\n';

  it('are those that the profile expects, else those that are allowed', () => {
    assert.equal(connections(`${global}frontend a\n  bind :80\n`), 1000);
    assert.equal(connections(`${global}frontend a\n  bind :80\n`, { connections: 50 }), 50);
  });

  it('are no more than all frontends together allow', () => {
    assert.equal(connections(`${global}frontend a\n  maxconn 100\nfrontend b\n  maxconn 200\n`), 300);
    assert.equal(connections(`${global}frontend a\n  maxconn 100\nfrontend b\n`), 1000);
    assert.equal(connections(`${global}frontend a\n  maxconn 5000\n`), 1000);
    const many = Array.from({ length: 10 }, (_, at) => `frontend f${at}\n  maxconn 20\n`).join('');
    assert.equal(connections(global + many), 200);
  });

  it('are those of every process', () => {
    assert.equal(connections(`global\n  maxconn 1000\n  nbproc 4\n`, { haproxy: '2.4' }), 4000);
    assert.equal(connections(`global\n  maxconn 1000\n  nbproc 4\n`, { haproxy: '2.6' }), 1000);
  });
});
