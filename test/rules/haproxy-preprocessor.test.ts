/** The preprocessor of haproxy.cfg: what conditions come to for a release, and what a masked line still means. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Environment } from '../../server/src/engine/analysis.ts';
import { Analysis } from '../../server/src/engine/analysis.ts';
import { viewOf } from '../../server/src/engine/file-view.ts';
import { findingsOf } from '../../server/src/engine/findings.ts';
import { nameIndex } from '../../server/src/engine/names.ts';
import { ruleSet } from '../../server/src/engine/rules.ts';
import { Text } from '../../server/src/engine/text.ts';
import { evaluate } from '../../server/src/languages/haproxy/condition-expression.ts';
import { haproxy } from '../../server/src/languages/haproxy/language.ts';

const path = '/etc/haproxy/haproxy.cfg';

function environmentFor(version: string): Environment {
  return { host: { haproxy: { value: version, from: 'the test' } }, rules: ruleSet(haproxy.rules) };
}

function analysisOf(source: string, version = '3.4'): Analysis {
  return new Analysis(path, haproxy, Text.of(source), environmentFor(version));
}

/** Each finding as `line severity rule`, lines counted from 1. */
function saidOf(analysis: Analysis): string[] {
  return findingsOf(viewOf(analysis, new Map([['haproxy', [analysis]]]), [])).map(
    ({ line, severity, rule }) => `${line + 1} ${severity} ${rule.id}`,
  );
}

const unknown = undefined;

describe('the truth of a condition', () => {
  const truths: readonly (readonly [string, string, boolean | undefined])[] = [
    ['', '3.4', false],
    ['1', '3.4', true],
    ['0', '3.4', false],
    ['0x10', '3.4', true],
    ['-1', '3.4', true],
    ['!0 && 1', '3.4', true],
    ['0 || !(1 && 0)', '3.4', true],
    ['streq(a,a)', '3.4', true],
    ['streq("a b",a\\ b)', '3.4', true],
    ['strneq(a,a)', '3.4', false],
    ['strstr(abc,b)', '3.4', true],
    ['version_atleast(3.4)', '3.4', true],
    ['version_atleast(3.4.0)', '3.4', true],
    ['version_atleast(3.4.1)', '3.4', unknown],
    ['version_atleast(3.4.1)', '3.4.2', true],
    ['version_atleast(3.4-dev9)', '3.4', true],
    ['version_atleast(3.5)', '3.5-dev5', false],
    ['version_atleast(3.5-dev3)', '3.5-dev5', true],
    ['version_before(3)', '2.6', true],
    ['version_atleast(none)', '2.6', true],
    ['feature(OPENSSL)', '3.4', unknown],
    ['0 && feature(OPENSSL)', '3.4', false],
    ['1 || feature(OPENSSL)', '3.4', true],
    ['!feature(OPENSSL)', '3.4', unknown],
    ['defined(SET)', '3.4', true],
    ['defined(OTHER)', '3.4', unknown],
    ['defined', '3.4', false],
  ];
  for (const [text, version, truth] of truths) {
    it(`${text || 'nothing'} is ${truth ?? 'unknown'} for ${version}`, () => {
      assert.deepEqual(evaluate([text], { version }, new Map([['SET', true]])), { truth });
    });
  }

  // What HAProxy 2.6 and 3.4 say that are built with OpenSSL 3.0.19; of the other libraries what their headers define.
  const ofLibraries: readonly (readonly [string, string, boolean | undefined])[] = [
    ['ssllib_name_startswith(OpenSSL)', 'OpenSSL 3.0.19', true],
    ['ssllib_name_startswith(openssl)', 'OpenSSL 3.0.19', false],
    ['ssllib_name_startswith(OpenSSL 3.0)', 'OpenSSL 3.0.19', true],
    ['ssllib_name_startswith(OpenSSL 3.0.19 27)', 'OpenSSL 3.0.19', unknown],
    ['ssllib_name_startswith(AWS-LC)', 'OpenSSL 3.0.19', false],
    ['ssllib_name_startswith(AWS-LC)', 'AWS-LC 1.66.1', true],
    ['ssllib_name_startswith(OpenSSL)', 'none', false],
    ['feature(OPENSSL)', 'AWS-LC 1.66.1', true],
    ['feature(OPENSSL)', 'none', false],
    ['openssl_version_atleast(3.0.0)', 'OpenSSL 3.0.19', true],
    ['openssl_version_atleast(3.0.1)', 'OpenSSL 3.0.19', false],
    ['openssl_version_before(3.0.0)', 'OpenSSL 3.0.19', false],
    ['openssl_version_atleast(3.0.0-alpha1)', 'OpenSSL 3.0.19', true],
    ['openssl_version_atleast(1.1.1w)', 'OpenSSL 3.0.19', true],
    ['openssl_version_atleast(4.0.0)', 'OpenSSL 3.0.19', false],
    ['openssl_version_atleast(1.1.1w)', 'OpenSSL 1.1.1w', true],
    ['openssl_version_atleast(1.1.1w)', 'OpenSSL 1.1.1n', false],
    ['openssl_version_before(3.0.0)', 'AWS-LC 1.66.1', true],
    ['openssl_version_atleast(3.0.0)', 'LibreSSL 3.9.2', false],
    ['openssl_version_atleast(3.0.0)', 'wolfSSL 5.7.0', unknown],
    ['openssl_version_atleast(1.1.1)', 'wolfSSL 5.7.0', true],
  ];
  for (const [text, name, truth] of ofLibraries) {
    it(`${text} is ${truth ?? 'unknown'} with ${name}`, () => {
      assert.deepEqual(evaluate([text], { version: '3.4', library: { name } }, new Map()), { truth });
    });
  }

  it('stops at terms nested too deep, and at nothing less', () => {
    assert.equal(evaluate([`${'('.repeat(100)}1${')'.repeat(100)}`], { version: '3.4' }, new Map()).truth, true);
    assert.match(evaluate([`${'('.repeat(2000)}1`], { version: '3.4' }, new Map()).error?.reason ?? '', /too deep/);
  });
});

describe('lines that are not read', () => {
  it('define nothing, open no section and are wrong in no way but in their words', () => {
    const source = 'global\n.if 0\nbackend shop\n    nonsense\n    mode "http\n.endif\n    maxconn 10\n';
    const analysis = analysisOf(source);
    assert.equal(analysis.blocks.length, 1, 'one section');
    assert.equal(nameIndex(analysis, 'backend').defined.has('shop'), false);
    assert.deepEqual(saidOf(analysis), [
      '3 hint haproxy/masked-line',
      '4 hint haproxy/masked-line',
      '5 error haproxy/unbalanced-quote',
    ]);
  });

  it('are judged where nobody can tell, but not as errors', () => {
    const said = saidOf(analysisOf('global\n.if feature(X)\n    nonsense\n    maxconn "1\n.endif\n'));
    assert.deepEqual(said, ['3 warning haproxy/unknown-keyword', '4 error haproxy/unbalanced-quote']);
  });

  it('are those that OpenSSL would read where the library is unknown, and others stay open', () => {
    const source = (condition: string) => `global\n.if ${condition}\n    nonsense\n.else\n    rubbish\n.endif\n`;
    const said = (condition: string, tlsLibrary?: string) =>
      saidOf(
        analysisOf(tlsLibrary ? `# headroom: host tlsLibrary=${tlsLibrary}\n${source(condition)}` : source(condition)),
      );
    assert.deepEqual(said('!ssllib_name_startswith(AWS-LC)'), [
      '3 error haproxy/unknown-keyword',
      '5 warning haproxy/unknown-keyword',
    ]);
    assert.deepEqual(said('ssllib_name_startswith(AWS-LC)'), [
      '3 warning haproxy/unknown-keyword',
      '5 error haproxy/unknown-keyword',
    ]);
    assert.deepEqual(said('openssl_version_atleast(3.0.0)'), [
      '3 warning haproxy/unknown-keyword',
      '5 warning haproxy/unknown-keyword',
    ]);
    assert.deepEqual(said('ssllib_name_startswith(AWS-LC)', 'AWS-LC-1.66.1'), [
      '4 error haproxy/unknown-keyword',
      '6 hint haproxy/masked-line',
    ]);
  });

  it('are known by what `setenv` says above them', () => {
    const source = (keyword: string) => `global\n    ${keyword}\n.if !defined(A)\n    nonsense\n.endif\n`;
    assert.deepEqual(saidOf(analysisOf(source('setenv A 1'))), ['4 hint haproxy/masked-line']);
    assert.deepEqual(saidOf(analysisOf(source('unsetenv A'))), ['4 error haproxy/unknown-keyword']);
    assert.deepEqual(saidOf(analysisOf(source('maxconn 1'))), ['4 warning haproxy/unknown-keyword']);
  });

  it('are the same after edits as in a text read anew', () => {
    const lines = [
      'global',
      '.if 1',
      '    maxconn 10',
      '.endif',
      'backend one',
      '    nonsense',
      'backend two',
      '    bad',
      '',
    ];
    let text = Text.of(lines.join('\n'));
    let analysis = new Analysis(path, haproxy, text, environmentFor('3.4'));
    saidOf(analysis);
    const edits: readonly (readonly [number, number, number, string])[] = [
      [1, 4, 5, '0'],
      [3, 0, 6, '#'],
      [7, 0, 0, '.endif\n'],
      [1, 4, 5, '1'],
      [1, 0, 5, '# headroom: host haproxy=2.6\n.if version_before(3)'],
      [1, 0, 28, ''],
      [8, 0, 6, ''],
    ];
    for (const [line, start, end, put] of edits) {
      text = text.edited({ start: { line, column: start }, end: { line, column: end }, text: put });
      analysis = analysis.next(text);
      const anew = new Analysis(path, haproxy, text, environmentFor('3.4'));
      assert.deepEqual(saidOf(analysis), saidOf(anew), text.lines.map((each) => each.text).join('\n'));
      assert.deepEqual(
        analysis.blocks.map(({ lines: { length }, masked }) => [length, [...masked]]),
        anew.blocks.map(({ lines: { length }, masked }) => [length, [...masked]]),
      );
    }
  });
});
