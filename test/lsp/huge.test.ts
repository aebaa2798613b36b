import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { DocumentSymbol, SemanticTokens } from 'vscode-languageserver/node';
import { Client, isRetry, range, shown, uriOf } from './client.ts';

const lines = 100_000;
const uri = uriOf('/work/haproxy.cfg');

/** A section of ten lines, as large configurations have thousands of. */
function line(i: number): string {
  const section = Math.floor(i / 10);
  const rest = [
    '    mode http',
    '    balance roundrobin',
    '    timeout server 30s',
    `    acl api${section} path -m beg /api`,
  ];
  if (i % 10 === 0) return `backend b${section}`;
  if (i % 10 === 5) return `    http-request deny if api${section} !{ src 10.0.0.0/8 }`;
  return rest[(i % 10) - 1] ?? `    server s${i} 10.0.0.1:80 check maxconn 100 weight 5`;
}

const source = `${Array.from({ length: lines }, (_, i) => line(i)).join('\n')}\n`;

/** What a person may wait for, three times over, because this machine may be busy with other tests. */
const longest = 300;

/**
 * The longest time for which the event loop did nothing else while work was under way, in milliseconds: that of the clock or
 * of this process, whichever is less, so that other programs do not count.
 */
async function longestBlock(work: Promise<unknown>): Promise<number> {
  let worst = 0;
  let running = true;
  const done = work.finally(() => {
    running = false;
  });
  while (running) {
    const [clock, cpu] = [performance.now(), process.cpuUsage()];
    await new Promise((resolve) => setImmediate(resolve));
    const used = process.cpuUsage(cpu);
    worst = Math.max(worst, Math.min(performance.now() - clock, (used.user + used.system) / 1000));
  }
  await done;
  return worst;
}

describe('a file of 100 000 lines', () => {
  let client: Client;

  before(async () => {
    client = await Client.start({ pull: true });
    client.open(uri, 'haproxy', source);
    await client.ask('textDocument/foldingRange', uri);
  });

  after(() => client.stop());

  const requests: readonly (readonly [string, object])[] = [
    ['textDocument/diagnostic', {}],
    ['textDocument/hover', { position: { line: 50_002, character: 6 } }],
    ['textDocument/completion', { position: { line: 50_006, character: 4 } }],
    ['textDocument/codeAction', { range: range(50_000, 0, 5), context: { diagnostics: [] } }],
    ['textDocument/documentSymbol', {}],
    ['textDocument/foldingRange', {}],
    ['textDocument/semanticTokens/full', {}],
    ['textDocument/semanticTokens/range', { range: range(50_000, 0, 0, 50_080) }],
  ];

  it('gives every request back or answers it in the time a person waits, right after an edit, and answers it in the end', async () => {
    for (const [method, params] of requests) {
      client.change(uri, { range: range(40_001, 4, 4), text: ' ' });
      const block = await longestBlock(client.ask(method, uri, params));
      assert.ok(block < longest, `${method} held up everything else for ${block.toFixed(0)} ms`);
    }
  });

  it('answers what is asked of a few lines while the rest is still read', async () => {
    const other = uriOf('/work/other/haproxy.cfg');
    client.open(other, 'haproxy', source);
    const tokens = client.request<SemanticTokens>('textDocument/semanticTokens/range', {
      textDocument: { uri: other },
      range: range(0, 0, 0, 50),
    });
    const findings = client.request('textDocument/diagnostic', { textDocument: { uri: other } });
    const [first, second] = await Promise.allSettled([tokens, findings]);
    assert.equal(first.status, 'fulfilled');
    assert.ok(
      second.status === 'fulfilled' || isRetry(second.reason),
      'diagnostics are there or to be asked for again',
    );
    client.close(other);
  });

  it('takes edits while its diagnostics are under way, and they are those of the last text', async () => {
    const other = uriOf('/work/third/haproxy.cfg');
    client.open(other, 'haproxy', source);
    const asked = client.ask<{ items: [] }>('textDocument/diagnostic', other);
    for (let i = 0; i < 20; i++) client.change(other, { range: range(i * 10 + 1, 4, 4), text: 'x' });
    client.change(other, { range: range(0, 0, 0, 201), text: '' });
    client.change(other, { range: range(99_799, 0, 0), text: 'zork\n' });
    await asked;
    const unknown = async () =>
      shown(await client.pull(other)).filter((each) => each.endsWith('haproxy/unknown-keyword'));
    assert.deepEqual(await unknown(), ['99799:0-4 1 haproxy/unknown-keyword']);
    client.change(other, { range: range(99_799, 0, 0), text: '  ' });
    assert.deepEqual(await unknown(), ['99799:2-6 1 haproxy/unknown-keyword']);
    client.close(other);
  });

  it('takes a thousand changes at once', async () => {
    const edits = Array.from({ length: 1000 }, (_, i) => ({ range: range(i * 90 + 1, 9, 13), text: 'tcp' }));
    const block = await longestBlock(
      (async () => {
        client.change(uri, ...edits);
        await client.ask('textDocument/hover', uri, { position: { line: 1, character: 6 } });
      })(),
    );
    assert.ok(block < 3 * longest, `a thousand changes held up everything else for ${block.toFixed(0)} ms`);
    const symbols = await client.ask<DocumentSymbol[]>('textDocument/documentSymbol', uri);
    assert.equal(symbols.length, lines / 10);
  });
});

describe('a long file with lone CRs', () => {
  it('is answered no later than one without', async () => {
    const client = await Client.start({ pull: true });
    const uri = uriOf('/work/cr/sysctl.conf');
    client.open(uri, 'sysctl', 'vm.swappiness = 60 \r\nvm.swappiness =\r60\n'.repeat(9_000));
    const tokens = await client.ask<SemanticTokens>('textDocument/semanticTokens/full', uri);
    assert.ok(tokens.data.length > 0);
    const block = await longestBlock(client.ask('textDocument/documentSymbol', uri));
    assert.ok(block < 3 * longest, `symbols held up everything else for ${block.toFixed(0)} ms`);
    await client.stop();
  });
});
