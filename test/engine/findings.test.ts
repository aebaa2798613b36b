import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sysctl } from '../../server/src/languages/sysctl/language.ts';
import { applyFix } from '../harness/check-findings.ts';
import { findingsIn, worldOf } from '../harness/world.ts';

const path = '/etc/sysctl.d/a.conf';

describe('fixes of files that end their lines with CR LF', () => {
  it('write the same line ends', () => {
    const source = 'net.netfilter.nf_conntrack_max = 1048576\r\nvm.swappiness = 10\r\n';
    const files = [{ path, source }];
    const rules = sysctl.rules.filter(({ id }) => id === 'sysctl/conntrack-max-without-buckets');
    const [finding] = findingsIn(worldOf(files, { rules }), path);
    const fix = finding?.fixes[0];
    assert.ok(fix, 'the missing line can be inserted');
    const [fixed] = applyFix(files, path, fix);
    assert.match(fixed?.source ?? '', /nf_conntrack_buckets = \d+\r\n/);
    assert.doesNotMatch(fixed?.source ?? '', /[^\r]\n/);
  });
});
