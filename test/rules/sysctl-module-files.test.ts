/** Fixes of sysctl findings that are written into modprobe.d and modules-load.d, each by itself. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Finding } from '../../server/src/engine/findings.ts';
import type { Fix } from '../../server/src/engine/rules.ts';
import { conntrackMaxWithoutBuckets } from '../../server/src/languages/sysctl/rules/conntrack-max-without-buckets.ts';
import { needsModule } from '../../server/src/languages/sysctl/rules/needs-module.ts';
import { applyFix } from '../harness/check-findings.ts';
import { findingsIn, type WorldFile, worldOf } from '../harness/world.ts';

const rules = [needsModule, conntrackMaxWithoutBuckets];
const file = '/srv/web1/etc/sysctl.d/60-conntrack.conf';

const found = (files: readonly WorldFile[]): readonly Finding[] => findingsIn(worldOf(files, { rules }), file);

const filesOf = (texts: Readonly<Record<string, string>>): readonly WorldFile[] =>
  Object.entries(texts).map(([path, source]) => ({ path: `/srv/web1/${path}`, source }));

/** The titles of all fixes; each is applied to what was given and must take away its finding and bring none. */
function fixes(files: readonly WorldFile[]): readonly string[] {
  const before = found(files);
  return before.flatMap((finding) =>
    finding.fixes.map((fix: Fix) => {
      const after = found(applyFix(files, file, fix));
      assert.equal(after.length, before.length - 1, fix.title);
      assert.ok(!after.some(({ rule }) => rule === finding.rule), fix.title);
      return fix.title;
    }),
  );
}

/** The text of a file after the fix with this title. */
function written(files: readonly WorldFile[], title: string, path: string): string | undefined {
  const fix = found(files)
    .flatMap((finding) => finding.fixes)
    .find((each) => each.title === title);
  assert.ok(fix, title);
  return applyFix(files, file, fix).find((each) => each.path === `/srv/web1/${path}`)?.source;
}

describe('a fix that is written into another file of the host', () => {
  it('loads the module at boot', () => {
    const files = filesOf({ 'etc/sysctl.d/60-conntrack.conf': 'net.netfilter.nf_conntrack_max = 262144\n' });
    const title = 'Load nf_conntrack at boot, in /etc/modules-load.d/nf_conntrack.conf';
    assert.deepEqual(fixes(files), [title]);
    assert.equal(written(files, title, 'etc/modules-load.d/nf_conntrack.conf'), 'nf_conntrack\n');
  });

  it('leaves the buckets to the module where nothing else of it is set', () => {
    const files = filesOf({ 'etc/sysctl.d/60-conntrack.conf': 'net.netfilter.nf_conntrack_buckets = 65536\n' });
    const title = 'Set hashsize=65536 in /etc/modprobe.d/nf_conntrack.conf';
    assert.deepEqual(fixes(files), ['Load nf_conntrack at boot, in /etc/modules-load.d/nf_conntrack.conf', title]);
    assert.equal(written(files, title, 'etc/modprobe.d/nf_conntrack.conf'), 'options nf_conntrack hashsize=65536\n');
  });

  it('gives the table buckets for its maximum, behind other options of the module', () => {
    const files = filesOf({
      'etc/sysctl.d/60-conntrack.conf': '# headroom: host kernel=4.4 memory=8GiB\nnet.nf_conntrack_max = 1048576\n',
      'etc/modules-load.d/a.conf': 'nf_conntrack\n',
      'etc/modprobe.d/tracking.conf': '# helpers\noptions nf_conntrack nf_conntrack_helper=0',
    });
    const title = 'Set hashsize=262144 in /etc/modprobe.d/tracking.conf';
    assert.deepEqual(fixes(files), [title], 'before 4.8 the key cannot be written');
    assert.equal(
      written(files, title, 'etc/modprobe.d/tracking.conf'),
      '# helpers\noptions nf_conntrack nf_conntrack_helper=0\noptions nf_conntrack hashsize=262144\n',
    );
  });

  it('does not take the place of a file that a package brings', () => {
    const files = filesOf({
      'etc/sysctl.d/60-conntrack.conf': 'net.netfilter.nf_conntrack_max = 262144\n',
      'usr/lib/modules-load.d/nf_conntrack.conf': '# nothing is loaded\n',
    });
    assert.deepEqual(fixes(files), ['Load nf_conntrack at boot, in /etc/modules-load.d/nf_conntrack-local.conf']);
  });

  it('is not there for a file whose host nobody knows', () => {
    const [finding] = findingsIn(
      worldOf([{ path: '/work/sysctl.conf', source: 'net.netfilter.nf_conntrack_max = 262144\n' }], { rules }),
      '/work/sysctl.conf',
    );
    assert.equal(finding?.rule, needsModule);
    assert.deepEqual(finding.fixes, []);
  });
});
