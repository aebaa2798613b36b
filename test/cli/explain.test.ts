import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { documentIn, headroom } from './command-line.ts';

const cwd = '/';
const explain = async (...words: string[]) =>
  documentIn(await headroom(['explain', '--format', 'json', ...words], { cwd }));

describe('headroom explain', () => {
  it('explains a key with its range, default, unit, source and prose', async () => {
    const found = await explain('net.ipv4.tcp_mem');
    assert.deepEqual(Object.keys(found), ['version', 'kind', 'id', 'title', 'markdown', 'facts', 'related']);
    assert.equal(found.version, 1);
    assert.equal(found.kind, 'key');
    assert.equal(found.id, 'net.ipv4.tcp_mem');
    assert.equal(found.facts.unit, 'pages');
    assert.equal(found.facts.arity, 3);
    assert.equal(found.facts.prose, true);
    assert.match(found.facts.source.url, /^https:\/\/docs\.kernel\.org\//);
    assert.ok(found.related.includes('sysctl/tcp-mem-above-third'));
    assert.match(found.markdown, /Unit: pages/);
  });

  it('knows a key in every spelling and for every interface', async () => {
    assert.equal((await explain('net/ipv4/tcp_mem')).id, 'net.ipv4.tcp_mem');
    assert.equal((await explain('net/ipv4/conf/eth0.100/rp_filter')).id, 'net.ipv4.conf.<name>.rp_filter');
  });

  it('explains keywords by name, id and as they are written', async () => {
    assert.equal((await explain('option', 'httplog')).id, 'directive/proxy/option httplog');
    assert.equal((await explain('option httplog')).kind, 'keyword');
    assert.equal((await explain('server-option/maxconn')).title, 'maxconn');
    assert.ok((await explain('hdr(host)')).matches.some((each: { id: string }) => each.id === 'fetch/hdr'));
    assert.equal((await explain('NOFILE')).kind, 'item');
  });

  it('gives several matches as an array', async () => {
    const { version, matches } = await explain('maxconn');
    assert.equal(version, 1);
    const ids = matches.map((each: { id: string }) => each.id);
    for (const id of ['directive/global/maxconn', 'bind-option/maxconn', 'server-option/maxconn'])
      assert.ok(ids.includes(id));
  });

  it('explains a rule with its page', async () => {
    for (const name of ['sysctl/unknown-key', 'headroom/host-unknown']) {
      const found = await explain(name);
      assert.equal(found.kind, 'rule');
      assert.match(found.markdown, new RegExp(`^# ${name}\n`));
      assert.equal(typeof found.facts.severity, 'string');
    }
  });

  it('is readable as text', async () => {
    const { stdout, code } = await headroom(['explain', 'net.ipv4.tcp_mem'], { cwd });
    assert.equal(code, 0);
    assert.match(stdout, /^net\.ipv4\.tcp_mem \(key\)\n\n {4}net\.ipv4\.tcp_mem <min> \[<pressure>\] \[<max>\]\n/);
    assert.match(stdout, /^See also: .*sysctl\/tcp-mem-above-third/m);
    assert.doesNotMatch(stdout, /```|\x1b/);
  });

  it('names what is near to a word that nobody knows', async () => {
    const outcome = await headroom(['explain', 'net.ipv4.tcp_mme'], { cwd });
    assert.deepEqual({ code: outcome.code, stdout: outcome.stdout }, { code: 1, stdout: '' });
    assert.match(outcome.stderr, /nothing is known of 'net\.ipv4\.tcp_mme'; did you mean 'net\.ipv4\.tcp_mem'/);
    assert.match((await headroom(['explain', 'option'], { cwd })).stderr, /names that begin with 'option': option /);
    assert.deepEqual(await explain('zzzzzzzzzzzzzz'), { version: 1, matches: [] });
  });
});
