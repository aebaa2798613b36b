/** What a person may have meant by a word that is not known. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nearest } from '../../server/src/engine/nearest.ts';

describe('the nearest names', () => {
  it('come in the order of their distance', () => {
    assert.deepEqual(nearest('leastcon', ['first', 'leastconn', 'roundrobin']), ['leastconn']);
  });

  it('are one name where only case, - and _ differ', () => {
    assert.deepEqual(nearest('Http_Request', ['http-reuse', 'tcp-request', 'http-request']), ['http-request']);
  });

  it('count two neighbouring letters in the wrong order as one slip', () => {
    assert.deepEqual(nearest('flal', ['fall', 'rise']), ['fall']);
    assert.deepEqual(nearest('lfla', ['fall', 'rise']), []);
  });

  it('leave out what differs in more than a third', () => {
    assert.deepEqual(nearest('weighted', ['random', 'source']), []);
  });
});
