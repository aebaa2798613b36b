import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { haproxy } from '../../server/src/languages/haproxy/language.ts';
import { readNetwork } from '../../server/src/languages/haproxy/values/networks.ts';
import { regexMistake } from '../../server/src/languages/haproxy/values/regex.ts';
import { findingsIn, worldOf } from '../harness/world.ts';

/** What is said of one line of a section, with the text that each finding marks: `error '90:80' haproxy/invalid-pattern`. */
function saidOf(line: string, version = '3.4', section = 'frontend f'): readonly string[] {
  const source = `${section}\n    mode http\n    ${line}\n`;
  const host = { haproxy: { value: version, from: 'the test' } };
  const world = worldOf([{ path: 'haproxy.cfg', source }], { host, language: haproxy });
  return findingsIn(world, 'haproxy.cfg')
    .filter((finding) => finding.line === 2)
    .map(({ severity, rule, start, end }) => `${severity} '${source.split('\n')[2]?.slice(start, end)}' ${rule.id}`);
}

describe('a regular expression', () => {
  const refused: readonly (readonly [pattern: string, marked: string])[] = [
    ['*.php$', '*'],
    ['^/(foo', '('],
    ['a)', ')'],
    ['[a-', '['],
    ['[z-a]', 'z-a'],
    ['a{3,1}', '{3,1}'],
    ['a**', '*'],
    ['^*', '*'],
    ['a|+', '+'],
    ['a{70000}', '{70000}'],
    ['[[:foo:]]', '[:foo:]'],
    ['[:alpha:]', '[:alpha:]'],
    ['[\\d-z]', '-z'],
    ['a\\', '\\'],
    ['\\y', '\\y'],
    ['(?<a>x)(?<a>y)', '(?<a>'],
    ['(?<=a+)b', '+'],
    ['(?z)', '(?z'],
    ['(a)\\2', '\\2'],
    ['\\x{zz}', '\\x{zz}'],
  ];
  for (const [pattern, marked] of refused) {
    it(`is refused at its mistake: ${pattern}`, () => {
      const found = regexMistake(pattern, true);
      assert.equal(found && pattern.slice(found.at, found.end), marked);
    });
  }

  const accepted = [
    ...['', '.*', 'a{,3}', '{', '}', ']', '[]a]', '[^]a]', '[a-]', '[-a]', '[\\w-]', '\\.php$', '(?i)a', '(?:a|b)+?'],
    ...['a{2}+', '(?=a)*', '\\b', '\\Qa(\\E', '(?<n>a)\\k<n>', '(a)\\1', '(?P<n>a)(?P=n)', '[[:alpha:]_-]', '\\p{Lu}'],
    ...['(?#note)a', '(?R)?', '(*ANYTHING', '(?(1)a|b', '(?x) a # b', '\\x41\\x{41}\\o{101}\\cA', '(?<!a{2})b'],
  ];
  for (const pattern of accepted) {
    it(`is accepted: ${pattern}`, () => assert.equal(regexMistake(pattern, true), undefined));
  }

  it('refers to no group where groups do not capture', () => {
    assert.equal(regexMistake('(a)\\1', true), undefined);
    assert.ok(regexMistake('(a)\\1', false));
  });
});

describe('a pattern that is an address', () => {
  const readings = {
    address: [
      '10.0.0.1',
      '10.0.0.0/8',
      '10.0.0.0/255.0.0.0',
      '10.1',
      '0x7f000001',
      '::1',
      '2001:db8::/32',
      '::ffff:1.2.3.4',
    ],
    name: ['gateway', 'gateway.example.com', 'gateway/24'],
    mask: ['10.0.0.0/33', '::/129', '10.0.0.0/255.0'],
    nothing: ['300.1.1.1', '10.0.0.*', '1.2.3.4.5', '10.0.0.1-10.0.0.9.9', 'a b', '::g'],
  };
  for (const [reading, texts] of Object.entries(readings)) {
    for (const text of texts) it(`reads ${text} as ${reading}`, () => assert.equal(readNetwork(text), reading));
  }
});

describe('a sample expression', () => {
  it('is judged by the release: its arguments and types changed', () => {
    const add = 'http-request set-header X %[src,add(1)]';
    assert.deepEqual(saidOf(add), ["error 'add' haproxy/sample-expression"]);
    assert.deepEqual(saidOf(add, '2.8'), []);
    assert.deepEqual(saidOf('http-request set-header X %[query(with_qm)]'), []);
    assert.deepEqual(saidOf('http-request set-header X %[query(with_qm)]', '3.0'), [
      "error 'with_qm' haproxy/sample-expression",
    ]);
  });

  it('marks the argument, quotes and escapes left out', () => {
    assert.deepEqual(saidOf(`http-request set-header X '%[path,word("a","/")]'`), [
      "error 'a' haproxy/sample-expression",
    ]);
    assert.deepEqual(saidOf('http-request set-header X "%[path,regsub(\\"(\\",\\"b\\")]"'), [
      "error '(' haproxy/invalid-regex",
    ]);
  });

  it('of which a template completes something is not judged', () => {
    assert.deepEqual(saidOf('http-request set-header X %[path,word({{ n }},/)]'), []);
    assert.deepEqual(saidOf('http-request set-header X "%[path,word($N,/)]"'), []);
  });

  it('holds the names of other things', () => {
    const line = 'acl few nbsrv(app) lt 2';
    const world = worldOf([{ path: 'haproxy.cfg', source: `frontend f\n    ${line}\n` }]);
    const said = findingsIn(world, 'haproxy.cfg').find(({ rule }) => rule.id === 'haproxy/undefined-backend');
    assert.equal(said && `    ${line}`.slice(said.start, said.end), 'app');
  });
});

describe('an ACL', () => {
  it('says one mistake of a line, the first', () => {
    assert.deepEqual(saidOf('http-request deny if { src 300.1.1.1 } { path_reg [ }'), [
      "error '300.1.1.1' haproxy/invalid-pattern",
    ]);
    assert.deepEqual(saidOf('http-request deny if { src } { path_reg [ }'), [
      "warning 'src' haproxy/acl-without-pattern",
      "error '[' haproxy/invalid-regex",
    ]);
  });

  it('takes any word as a pattern where only existence counts', () => {
    assert.deepEqual(saidOf('acl there src -m found'), []);
    assert.deepEqual(saidOf('acl secure ssl_fc sometimes'), []);
  });

  it('may take the word behind a fetch for a converter, and then reads what that gives', () => {
    assert.deepEqual(saidOf('acl odd src_port bool'), []);
  });
});
