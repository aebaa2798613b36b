/** The editor and the command line take the same files for the same languages. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import picomatch from 'picomatch';
import { detectLanguage, languages } from '../../server/src/languages/index.ts';
import { projectRoot } from './sources.ts';

interface Contribution {
  readonly id: string;
  readonly filenames?: readonly string[];
  readonly filenamePatterns?: readonly string[];
  readonly firstLine?: string;
}

const manifest = JSON.parse(readFileSync(`${projectRoot}/package.json`, 'utf8'));
const contributions: readonly Contribution[] = manifest.contributes.languages.filter(
  ({ id }: Contribution) => id !== 'jsonc',
);

/** The language that VS Code gives to a path; a pattern without a folder is held against the name alone. */
function inEditor(path: string): string | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return contributions.find(
    ({ filenames = [], filenamePatterns = [] }) =>
      filenames.includes(name) ||
      filenamePatterns.some((pattern) =>
        picomatch.isMatch(pattern.includes('/') ? path : name, pattern, { dot: true }),
      ),
  )?.id;
}

describe('detection', () => {
  const paths = {
    haproxy: [
      '/etc/haproxy/haproxy.cfg',
      '/srv/haproxy-edge.cfg',
      '/etc/haproxy/conf.d/10-web.cfg',
      '/roles/lb/templates/haproxy.cfg.j2',
      '/x/haproxy/a.cfg.erb',
      '/x/haproxy.cfg.tmpl',
      '/x/haproxy.cfg.ctmpl',
    ],
    sysctl: [
      '/etc/sysctl.conf',
      '/etc/sysctl.d/99-x.conf',
      '/usr/lib/sysctl.d/50-default.conf',
      '/t/sysctl.conf.j2',
      '/t/sysctl.d/a.conf.erb',
    ],
    limits: [
      '/etc/security/limits.conf',
      '/etc/security/limits.d/90-nproc.conf',
      '/files/limits.conf',
      '/srv/cloud/limits.conf',
      '/t/limits.d/x.conf.tmpl',
    ],
  };
  for (const [id, examples] of Object.entries(paths)) {
    for (const path of examples) {
      it(`takes ${path} for ${id}`, () => {
        assert.equal(detectLanguage(path)?.id, id);
        assert.equal(inEditor(path), id);
      });
    }
  }

  for (const path of [
    '/etc/nginx/nginx.conf',
    '/etc/app.cfg',
    '/etc/setup.cfg',
    '/etc/haproxy.cfg.d/README.md',
    '/etc/sysctl.d/README',
    '/etc/systemd/system.conf',
    '/etc/systemd/system.conf.d/limits.conf',
    '/etc/systemd/system/haproxy.service.d/limits.conf',
  ]) {
    it(`leaves ${path} alone`, () => {
      assert.equal(detectLanguage(path), undefined);
      assert.equal(inEditor(path), undefined);
    });
  }

  for (const { id, firstLine = '' } of contributions) {
    it(`knows ${id} by the same first lines`, () => {
      const language = languages.find((each) => each.id === id);
      assert.equal(language?.detection.firstLine.source, firstLine);
      assert.equal(detectLanguage('/x/y.txt', `# headroom: language=${id}`)?.id, id);
      assert.equal(detectLanguage('/x/y.txt', `# vim: set ft=${id}:`)?.id, id);
      assert.equal(detectLanguage('/x/y.txt', `language=${id}`), undefined);
    });
  }
});
