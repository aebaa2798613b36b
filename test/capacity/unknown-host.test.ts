import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { capacityOf } from '../../server/src/capacity/assemble.ts';
import { capacityRules } from '../../server/src/capacity/rules/index.generated.ts';
import { worldOf } from '../harness/world.ts';

const path = '/work/haproxy.cfg';
const source = `\
global
    maxconn 20000
    user haproxy
defaults
    mode tcp
    timeout client 1m
frontend www
    bind :80 backlog 100
    maxconn 20000
    default_backend app
backend app
    server app1 192.0.2.1:80 maxconn 100 check
`;

describe('a configuration of which nobody says what host it is for', () => {
  // Thousands of sections are not read one by one, at every keystroke, for a sum that has nothing to be compared with.
  it('is judged without a look at its sections, and nothing is said', () => {
    const view = worldOf([{ path, source }]).view(path);
    const { proxy } = capacityOf(view).inputs;
    assert.ok(proxy);
    for (const part of ['totals', 'proxies', 'splicing', 'otherSockets'])
      Object.defineProperty(proxy, part, {
        get() {
          throw new Error(`somebody asks for ${part}`);
        },
      });
    for (const rule of capacityRules) assert.deepEqual(rule.file?.(view), [], rule.id);
  });
});
