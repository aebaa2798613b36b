/** Rules about whole proxies: what a section takes over, in one file, in several, and from edit to edit. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Finding, findingsOf } from '../../server/src/engine/findings.ts';
import { ruleSet } from '../../server/src/engine/rules.ts';
import { Text } from '../../server/src/engine/text.ts';
import { Workspace } from '../../server/src/engine/workspace.ts';
import { haproxy } from '../../server/src/languages/haproxy/language.ts';
import { findingsIn, type WorldFile, worldOf } from '../harness/world.ts';

const main = '/etc/haproxy/haproxy.cfg';

describe('what HAProxy says of a proxy as a whole', () => {
  it('counts the settings of the defaults section above', () => {
    assert.deepEqual(
      said(['defaults', '    timeout client 5s', 'frontend www', '    bind :80']),
      [],
      'the timeout is taken over',
    );
    assert.deepEqual(said(['defaults', '    timeout client 5s', 'defaults', 'frontend www', '    bind :80']), [
      '4 haproxy/missing-timeout',
    ]);
  });

  it('counts those of the section that the header names, which may stand anywhere above', () => {
    const source = [
      'defaults slow',
      '    timeout client 5s',
      'defaults',
      '    mode http',
      'frontend www from slow',
      '    bind :80',
    ];
    assert.deepEqual(said(source), []);
  });

  it('says nothing of a proxy whose defaults do not exist, for nobody knows what they would give', () => {
    assert.deepEqual(about('missing-timeout', ['frontend www from nowhere', '    bind :80']), []);
  });

  it('says nothing of a proxy with lines that only some runs read, nor of one that takes such lines over', () => {
    const conditional = ['.if feature(QUIC)', '    timeout client 5s', '.endif'];
    assert.deepEqual(about('missing-timeout', ['frontend www', '    bind :80', ...conditional]), []);
    assert.deepEqual(about('missing-timeout', ['defaults', ...conditional, 'frontend www', '    bind :80']), []);
  });

  it('says nothing in a template', () => {
    assert.deepEqual(about('missing-timeout', ['frontend www', '    bind {{ address }}:80']), []);
  });

  it('says nothing of a disabled proxy until it is enabled', () => {
    const disabled = ['defaults', '    disabled', 'frontend www', '    bind :80'];
    assert.deepEqual(said(disabled), []);
    assert.deepEqual(said([...disabled, '    enabled']), ['3 haproxy/missing-timeout']);
  });

  it('names a line of defaults once, however many proxies take it over', () => {
    const source = ['defaults', '    timeout client 5s', '    log stdout local0', '    option httplog'];
    const listeners = ['frontend a', '    bind :1', 'frontend b', '    bind :2'];
    assert.deepEqual(said([...source, ...listeners]), ['4 haproxy/needs-http-mode']);
  });
});

describe('proxies over several files', () => {
  const first = { path: '/etc/haproxy/conf.d/10-defaults.cfg', source: 'defaults\n    timeout client 5s\n' };
  const second = { path: '/etc/haproxy/conf.d/20-www.cfg', source: 'frontend www\n    bind :80\n' };

  it('takes over the defaults of a file that is read before', () => {
    assert.deepEqual(saidOf([first, second], second, true), []);
    assert.deepEqual(saidOf([second, first], second, true), ['1 haproxy/missing-timeout']);
  });

  it('says nothing of a proxy without defaults where other files may have them', () => {
    assert.deepEqual(saidOf([second], second, false), []);
    assert.deepEqual(saidOf([second], second, true), ['1 haproxy/missing-timeout']);
  });
});

describe('proxies from edit to edit', () => {
  it('sees that the defaults of an untouched proxy have changed, and that they are back', () => {
    const world = worldOf([{ path: main, source: 'defaults\n    timeout client 5s\nfrontend www\n    bind :80\n' }]);
    const edited = (source: string) => {
      const { environment } = world.view(main).analysis;
      world.set(main, haproxy, Text.of(source), environment);
      return lines(findingsOf(world.view(main)));
    };
    assert.deepEqual(lines(findingsOf(world.view(main))), []);
    assert.deepEqual(edited('defaults\n    timeout client 0\nfrontend www\n    bind :80\n'), [
      '3 haproxy/missing-timeout',
    ]);
    assert.deepEqual(edited('defaults\n    timeout client 5s\nfrontend www\n    bind :80\n'), []);
  });

  it('sees that the backend of an untouched frontend has changed its mode', () => {
    const frontend =
      'frontend www\n    bind :80\n    timeout client 5s\n    http-request deny\n    default_backend shop\n';
    const world = worldOf([{ path: main, source: `${frontend}backend shop\n    mode http\n` }]);
    assert.deepEqual(lines(findingsOf(world.view(main))), []);
    world.set(main, haproxy, Text.of(`${frontend}backend shop\n    mode tcp\n`), world.view(main).analysis.environment);
    assert.deepEqual(lines(findingsOf(world.view(main))), ['4 haproxy/needs-http-mode']);
  });
});

/** The findings of a configuration that are warnings or errors, as `line rule`. */
function said(source: readonly string[]): readonly string[] {
  return lines(findingsIn(worldOf([{ path: main, source: `${source.join('\n')}\n` }]), main));
}

function about(rule: string, source: readonly string[]): readonly string[] {
  return said(source).filter((line) => line.endsWith(`haproxy/${rule}`));
}

/** The same of one of several files that are read one after another. */
function saidOf(files: readonly WorldFile[], { path }: WorldFile, whole: boolean): readonly string[] {
  const workspace = new Workspace();
  const group = { files: files.map((file) => file.path), nearby: [], whole };
  for (const file of files)
    workspace.set(file.path, haproxy, Text.of(file.source), { host: {}, rules: ruleSet(haproxy.rules), group });
  return lines(findingsIn(workspace, path));
}

function lines(findings: readonly Finding[]): readonly string[] {
  return findings
    .filter(({ severity, rule }) => (severity === 'error' || severity === 'warning') && !rule.advice)
    .map(({ line, rule }) => `${line + 1} ${rule.id}`);
}
