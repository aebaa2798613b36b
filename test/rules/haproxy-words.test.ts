// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of the environment are the subject of these tests.
/** How a line of haproxy.cfg falls into words, and what each release takes of empty words, modifiers and headers. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { haproxy } from '../../server/src/languages/haproxy/language.ts';
import { readLine } from '../../server/src/languages/haproxy/syntax.ts';
import { findingsIn, worldOf } from '../harness/world.ts';

const path = '/etc/haproxy/haproxy.cfg';
const shown = new Set([
  'haproxy/empty-word',
  'haproxy/unknown-keyword',
  'haproxy/header-words',
  'haproxy/line-not-read',
  'haproxy/extra-argument',
  'haproxy/invalid-section-name',
  'haproxy/no-section',
  'haproxy/invalid-escape-or-variable',
  'haproxy/wrong-section',
]);

/** What is said of words, as `line severity rule`, lines counted from 1. */
function said(source: string, version = '3.4'): string[] {
  const host = { haproxy: { value: version, from: 'the test' } };
  const rules = haproxy.rules.filter(({ id }) => shown.has(id));
  return findingsIn(worldOf([{ path, source }], { host, rules }), path).map(
    ({ line, severity, rule }) => `${line + 1} ${severity} ${rule.id.slice('haproxy/'.length)}`,
  );
}

const texts = (line: string) => readLine(line).words.map(({ text }) => text);
const codes = (line: string) => readLine(line).problems?.map(({ code, detail }) => `${code} ${detail}`) ?? [];

describe('words', () => {
  it('end at a NUL that an escape writes', () => {
    assert.deepEqual(texts('a\\x00b c'), ['a', 'c']);
    assert.deepEqual(texts('a \\x00b c'), ['a', '', 'c']);
  });

  it('end with the line at a CR, unless it stands among blanks', () => {
    assert.deepEqual(texts('a\rb'), ['a']);
    assert.deepEqual(texts('a \rb'), ['a', 'b']);
    assert.deepEqual(texts('\ra'), ['a']);
    assert.deepEqual(codes('"a\r"'), ['unbalanced-quote "']);
  });

  it('are split no further behind the first mistake', () => {
    assert.deepEqual(codes('"$" \\x "'), ['invalid-variable name']);
    assert.deepEqual(codes('\\x "$"'), ['invalid-escape hex']);
  });

  it('hold variables of a few forms', () => {
    for (const right of ['"$A"', '"${A}"', '"${A[*]}"', '"$.LINE"', '"${.FILE}"'])
      assert.deepEqual(codes(right), [], right);
    assert.deepEqual(codes('"${A'), ['invalid-variable brace']);
    assert.deepEqual(codes('"${A-b"'), ['invalid-variable brace']);
    assert.deepEqual(codes('"${A[1]}"'), ['invalid-variable expansion']);
    assert.deepEqual(codes('"${1}"'), ['invalid-variable name']);
    assert.deepEqual(codes('"$.LINES"'), ['invalid-variable name']);
  });

  it('of a sample expression in brackets are no template', () => {
    assert.deepEqual(said('frontend f\n    bind :80\n    http-request set-header A "<%[src]>"\n    nonsense\n'), [
      '4 error unknown-keyword',
    ]);
  });
});

describe('an empty word', () => {
  const source = 'backend b\n    acl a path_beg /a "" /b\n';
  it('is refused since 3.3, warned of in 3.2 and passed over before', () => {
    assert.deepEqual(said(source, '3.4'), ['2 error empty-word']);
    assert.deepEqual(said(source, '3.2'), ['2 warning empty-word']);
    assert.deepEqual(said(source, '2.6'), []);
  });

  it('at the start makes the line a blank one, in 3.3 as little as any other', () => {
    assert.deepEqual(said('backend b\n    "" nonsense\n', '3.4'), []);
    assert.deepEqual(said('backend b\n    "" nonsense\n', '3.3'), ['2 error empty-word']);
  });

  it('is nobody knows what where a variable fills it', () => {
    assert.deepEqual(said('backend b\n    acl a path_beg "$A"\n'), []);
  });
});

describe('`no` and `default`', () => {
  const line = (text: string, version: string) => said(`backend b\n    ${text}\n`, version);
  const wrong = ['2 error unknown-keyword'];

  it('stand before options that can be taken back', () => {
    assert.deepEqual(line('no option redispatch', '2.6'), []);
    assert.deepEqual(line('no option httpchk', '2.6'), wrong);
    assert.deepEqual(line('no mode http', '3.4'), wrong);
  });

  it('depend on the release', () => {
    assert.deepEqual(line('default option abortonclose', '3.3'), wrong);
    assert.deepEqual(line('default option abortonclose', '3.4'), []);
    assert.deepEqual(line('default option redispatch', '2.6'), []);
    assert.deepEqual(line('default option httpclose', '3.4'), wrong);
  });
});

describe('headers', () => {
  it('of defaults sections take `from` with a name and without', () => {
    for (const header of ['from d', 'x from d', 'from', 'from x', 'x y z'])
      assert.deepEqual(said(`defaults d\n    mode http\ndefaults ${header}\n    mode http\n`), [], header);
  });

  it('of some kinds have their words counted', () => {
    assert.deepEqual(said('global x\n'), ['1 error extra-argument']);
    assert.deepEqual(said('userlist u x\n'), ['1 error extra-argument']);
    assert.deepEqual(said('mailers m x\n'), []);
  });

  it('with an address open no section', () => {
    const refused = ['1 error header-words', '2 error line-not-read'];
    assert.deepEqual(said('listen l :80\n    mode http\n', '2.6'), refused);
    assert.deepEqual(said('listen l :80\n    mode http\n', '3.4'), refused);
    assert.deepEqual(said('listen l :80\n', '2.6'), ['1 warning header-words']);
    assert.deepEqual(said('listen l :80\n', '3.4'), ['1 error header-words']);
    assert.deepEqual(said('backend b x\n'), []);
  });

  it('hold names of a few characters', () => {
    assert.deepEqual(said('backend a/b\n', '3.3'), ['1 error invalid-section-name']);
    assert.deepEqual(said('backend a/b\n', '3.4'), ['1 warning invalid-section-name']);
    assert.deepEqual(said('peers a/b\n', '3.4'), ['1 error invalid-section-name']);
    assert.deepEqual(said('cache a/b\n'), []);
  });

  it('of an SPOE agent lead lines of their own', () => {
    assert.deepEqual(said('[engine]\nspoe-agent a\n    messages m\nspoe-message m\n    args ip=src\n'), []);
  });

  it('name an unknown keyword by the nearest there is', () => {
    const messages = (source: string) => findingsIn(worldOf([{ path, source }]), path).map(({ message }) => message);
    assert.match(messages('backend b\n    optoin httplog\n').join(), /did you mean 'option'\?/);
    assert.match(messages('frontend f\n    servr a :80\n').join(), /'server', which belongs in .*'backend'/);
    assert.match(messages('global\n    maxconn=5\n').join(), /did you mean 'maxconn 5'\?/);
  });
});
