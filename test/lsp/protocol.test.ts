import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import {
  CancellationTokenSource,
  type CodeAction,
  type CodeLens,
  type CompletionItem,
  DiagnosticTag,
  type DocumentSymbol,
  type FoldingRange,
  type Hover,
  type InlayHint,
  LSPErrorCodes,
  type MarkupContent,
  type SemanticTokens,
  type SemanticTokensDelta,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { Client, type ClientOptions, range, shown, uriOf } from './client.ts';

let client: Client | undefined;

async function start(options: ClientOptions = {}): Promise<Client> {
  client = await Client.start(options);
  return client;
}

afterEach(async () => {
  await client?.stop();
  client = undefined;
});

const file = uriOf('/work/sysctl.conf');
const unknownKey = '0:0-12 2 sysctl/unknown-key';

describe('a client that pulls', () => {
  it('is offered every feature that has a handler', async () => {
    const { capabilities } = await start({ pull: true });
    const { semanticTokensProvider, diagnosticProvider, textDocumentSync, ...others } = capabilities;
    assert.deepEqual(textDocumentSync, { openClose: true, change: 2 });
    assert.deepEqual(diagnosticProvider, { interFileDependencies: true, workspaceDiagnostics: false });
    assert.ok(
      semanticTokensProvider &&
        'legend' in semanticTokensProvider &&
        semanticTokensProvider.legend.tokenTypes.length > 5,
    );
    for (const name of [
      'hoverProvider',
      'completionProvider',
      'codeActionProvider',
      'documentSymbolProvider',
      'foldingRangeProvider',
      'inlayHintProvider',
      'codeLensProvider',
      'definitionProvider',
      'referencesProvider',
      'documentHighlightProvider',
      'renameProvider',
    ]) {
      assert.ok(name in others, name);
    }
  });

  it('gets diagnostics of the present text', async () => {
    const { pull } = bound(await start({ pull: true }));
    client?.open(file, 'sysctl', 'vm.swapiness = 60\nvm.swappiness = 60\n');
    assert.deepEqual(shown(await pull(file)), [unknownKey]);
    client?.change(file, { range: range(0, 3, 12), text: 'swappiness' }, { range: range(1, 0, 0, 2), text: '' });
    assert.deepEqual(shown(await pull(file)), []);
  });

  it('gets an empty report, and null for the rest, of a document that is not open', async () => {
    const client = await start({ pull: true });
    assert.deepEqual(await client.ask('textDocument/diagnostic', file), { kind: 'full', items: [] });
    assert.equal(await client.ask('textDocument/hover', file, { position: { line: 0, character: 0 } }), null);
    assert.equal(await client.ask('textDocument/semanticTokens/full', file), null);
  });

  it('is not sent any diagnostics of documents', async () => {
    const client = await start({ pull: true });
    client.open(file, 'sysctl', 'vm.swapiness = 60\n');
    await client.pull(file);
    assert.deepEqual(client.published.all, []);
  });

  it('gets the same answer in every state of the text that many edits lead to', async () => {
    const client = await start({ pull: true });
    client.open(file, 'sysctl', '');
    for (const text of 'vm.swapiness = 60\nnet.ipv4.ip_forward = 1\n') {
      const end = client.document(file).positionAt(client.document(file).getText().length);
      client.change(file, { range: { start: end, end }, text });
    }
    assert.deepEqual(shown(await client.pull(file)), [unknownKey]);
    const other = uriOf('/work/other/sysctl.conf');
    client.open(other, 'sysctl', client.document(file).getText());
    assert.deepEqual(await client.pull(other), await client.pull(file));
  });
});

describe('a client that does not pull', () => {
  it('is sent diagnostics after opening, after each change and, empty, after closing', async () => {
    const client = await start();
    assert.equal(client.capabilities.diagnosticProvider, undefined);
    const of = (count: number) =>
      client.published.next(({ uri, diagnostics }) => uri === file && diagnostics.length === count);
    const opened = of(1);
    client.open(file, 'sysctl', 'vm.swapiness = 60\n');
    assert.deepEqual(shown((await opened).diagnostics), [unknownKey]);
    const changed = of(0);
    client.change(file, { range: range(0, 0, 0, 1), text: '' });
    await changed;
    const back = of(1);
    client.change(file, { range: null, text: 'vm.swapiness = 60\n' });
    await back;
    const closed = of(0);
    client.close(file);
    await closed;
  });
});

describe('requests', () => {
  it('hover has the columns of the word and Markdown', async () => {
    const client = await start();
    client.open(file, 'sysctl', '# x\nvm.swappiness = 60\n');
    const hover = await client.ask<Hover>('textDocument/hover', file, { position: { line: 1, character: 5 } });
    assert.deepEqual(hover.range, range(1, 0, 13));
    assert.equal((hover.contents as MarkupContent).kind, 'markdown');
    assert.match((hover.contents as MarkupContent).value, /vm\.swappiness/);
    assert.equal(await client.ask('textDocument/hover', file, { position: { line: 0, character: 2 } }), null);
  });

  it('of a place outside the text are about its end', async () => {
    const client = await start();
    client.open(file, 'sysctl', '# x\nvm.swappiness');
    const hover = await client.ask<Hover>('textDocument/hover', file, { position: { line: 99, character: 99 } });
    assert.equal(hover, null);
    client.change(file, { range: null, text: 'vm.swappiness = 1' });
    const end = await client.ask<Hover>('textDocument/hover', file, { position: { line: 99, character: 99 } });
    assert.deepEqual(end.range, range(0, 16, 17));
  });

  it('completion replaces the word, and its entries tell their prose when asked', async () => {
    const client = await start();
    client.open(file, 'sysctl', 'vm.swap');
    const items = await client.ask<CompletionItem[]>('textDocument/completion', file, {
      position: { line: 0, character: 7 },
    });
    const item = items.find(({ label }) => label === 'vm.swappiness');
    assert.deepEqual(item?.textEdit, { range: range(0, 0, 7), newText: 'vm.swappiness' });
    assert.equal(item?.documentation, undefined);
    const resolved = await client.request<CompletionItem>('completionItem/resolve', item ?? {});
    assert.match((resolved.documentation as MarkupContent).value, /swap/);
    assert.deepEqual({ ...resolved, documentation: undefined }, { ...item, documentation: undefined });
  });

  it('an entry whose document is closed stays as it is', async () => {
    const client = await start();
    client.open(file, 'sysctl', 'vm.swap');
    const [item] = await client.ask<CompletionItem[]>('textDocument/completion', file, {
      position: { line: 0, character: 7 },
    });
    client.close(file);
    assert.deepEqual(await client.request('completionItem/resolve', item ?? {}), item);
    assert.deepEqual(await client.request('completionItem/resolve', { label: 'x' }), { label: 'x' });
  });

  it('inlay hints stand behind the values of the lines asked for, and name the line of another file that counts', async () => {
    const files = { '/host/etc/sysctl.d/99-x.conf': '# x\nvm.swappiness = 10\n' };
    const client = await start({ pull: true, files });
    const own = uriOf('/host/etc/sysctl.d/10-a.conf');
    client.open(own, 'sysctl', 'net.core.rmem_max = 4096\nnet.core.wmem_max = 8192\nvm.swappiness = 60\n');
    const ask = (from: number, to: number) =>
      client.ask<InlayHint[]>('textDocument/inlayHint', own, { range: range(from, 0, 0, to) });
    const hint = (line: number, character: number, label: string) => ({
      position: { line, character },
      label,
      paddingLeft: true,
    });
    assert.deepEqual(await ask(1, 1), [hint(1, 24, '8 KiB')]);
    assert.deepEqual(await ask(1, 99), [hint(1, 24, '8 KiB'), hint(2, 18, 'overridden by 99-x.conf:2')]);
    const [diagnostic] = (await client.pull(own)).filter(({ code }) => code === 'sysctl/set-again');
    assert.deepEqual(diagnostic?.tags, [DiagnosticTag.Unnecessary]);
    assert.deepEqual(
      diagnostic?.relatedInformation?.map(({ location }) => location),
      [{ uri: uriOf('/host/etc/sysctl.d/99-x.conf'), range: range(1, 0, 18) }],
    );
  });

  it('a limit that another file sets again is dimmed, and leads to the line that counts', async () => {
    const other = '/host/etc/security/limits.d/90-x.conf';
    const client = await start({ pull: true, files: { [other]: 'haproxy - nofile 4096\n' } });
    const own = uriOf('/host/etc/security/limits.conf');
    client.open(own, 'limits', 'haproxy - nofile 1024\n');
    const [diagnostic] = (await client.pull(own)).filter(({ code }) => code === 'limits/set-again');
    assert.deepEqual(diagnostic?.tags, [DiagnosticTag.Unnecessary]);
    assert.deepEqual(
      diagnostic?.relatedInformation?.map(({ location }) => location),
      [{ uri: uriOf(other), range: range(0, 17, 21) }],
    );
  });

  it('a code lens shows the descriptors of a user, and its command the values in force', async () => {
    const client = await start();
    const own = uriOf('/host/etc/security/limits.conf');
    client.open(own, 'limits', '# x\nhaproxy - nofile 4096\n');
    assert.deepEqual(await client.ask<CodeLens[]>('textDocument/codeLens', own), [
      {
        range: range(0, 0, 0),
        command: { title: 'haproxy: nofile 4096:4096', command: 'headroom.showEffectiveValues', arguments: [own] },
      },
    ]);
    client.open(file, 'sysctl', 'vm.swappiness = 60\n');
    assert.deepEqual(await client.ask('textDocument/codeLens', file), []);
  });

  it('the values in force are those of the present text and of the files beside it', async () => {
    const client = await start({ files: { '/host/etc/sysctl.d/99-x.conf': 'vm.swappiness = 10\n' } });
    const own = uriOf('/host/etc/sysctl.d/10-a.conf');
    client.open(own, 'sysctl', 'vm.swappiness = 60\nkernel.panic = 1\n');
    client.change(own, { range: range(1, 15, 16), text: '10' });
    const { text } = await client.ask<{ text: string }>('headroom/effectiveValues', own);
    assert.match(text, /^# \/etc\/sysctl\.d\/10-a\.conf:2\nkernel\.panic = 10$/m);
    assert.match(text, /^# overridden: \/etc\/sysctl\.d\/10-a\.conf:1: vm\.swappiness = 60\nvm\.swappiness = 10$/m);
    assert.equal(await client.ask('headroom/effectiveValues', file), null);
    client.open(file, 'haproxy', 'global\n');
    assert.equal(await client.ask('headroom/effectiveValues', file), null);
  });

  it('a code action removes its diagnostic and leaves no other', async () => {
    const client = await start({ pull: true });
    client.open(file, 'sysctl', 'vm.swapiness = 60\n');
    const actions = await client.ask<CodeAction[]>('textDocument/codeAction', file, {
      range: range(0, 4, 4),
      context: { diagnostics: [] },
    });
    const [fix, ignore, severity, page] = actions;
    assert.deepEqual(shown(fix?.diagnostics ?? []), [unknownKey]);
    assert.equal(fix?.isPreferred, true);
    assert.deepEqual(
      [severity?.command?.command, page?.command?.command],
      ['headroom.setSeverity', 'headroom.showRule'],
    );
    assert.deepEqual(severity?.command?.arguments, ['sysctl/unknown-key']);
    client.apply(fix?.edit ?? {});
    assert.equal(client.document(file).getText(), 'vm.swappiness = 60\n');
    assert.deepEqual(await client.pull(file), []);
    client.change(file, { range: null, text: 'vm.swapiness = 60\n' });
    client.apply(ignore?.edit ?? {});
    assert.equal(
      client.document(file).getText(),
      '# headroom: ignore sysctl/unknown-key -- reason\nvm.swapiness = 60\n',
    );
    assert.deepEqual(await client.pull(file), []);
  });

  describe('a code action that writes into another file', () => {
    const own = uriOf('/host/etc/sysctl.d/10-a.conf');
    const list = uriOf('/host/etc/modules-load.d/nf_conntrack.conf');
    const workspaceEdit = { documentChanges: true, resourceOperations: ['create' as const] };
    async function loading(options: ClientOptions): Promise<CodeAction | undefined> {
      const client = await start(options);
      client.open(own, 'sysctl', 'net.nf_conntrack_max = 262144\n');
      const context = { diagnostics: [] };
      const actions = await client.ask<CodeAction[]>('textDocument/codeAction', own, {
        range: range(0, 0, 3),
        context,
      });
      return actions.find(({ title }) => title.startsWith('Load nf_conntrack'));
    }

    it('makes it', async () => {
      const action = await loading({ capabilities: { workspace: { workspaceEdit } } });
      assert.deepEqual(action?.edit?.documentChanges, [
        { kind: 'create', uri: list, options: { ignoreIfExists: true } },
        { textDocument: { uri: list, version: null }, edits: [{ range: range(0, 0, 0), newText: 'nf_conntrack\n' }] },
      ]);
    });

    it('is not offered to a client that cannot make files', async () => {
      assert.equal(await loading({}), undefined);
      assert.equal(
        await loading({ capabilities: { workspace: { workspaceEdit: { documentChanges: true } } } }),
        undefined,
      );
    });

    it('adds to a file that is there, for every client', async () => {
      const files = { '/host/etc/modules-load.d/nf_conntrack.conf': '# none yet' };
      const action = await loading({ files });
      const edits = [{ range: range(0, 10, 10), newText: '\nnf_conntrack\n' }];
      assert.deepEqual(action?.edit, { changes: { [list]: edits } });
    });
  });

  it('code actions are those of the findings that the range touches', async () => {
    const client = await start();
    client.open(file, 'sysctl', 'vm.swapiness = 60\n\nvm.dirty_ratoi = 60\n');
    const count = async (where: ReturnType<typeof range>) =>
      (
        await client.ask<CodeAction[]>('textDocument/codeAction', file, { range: where, context: { diagnostics: [] } })
      ).filter((each) => each.isPreferred).length;
    assert.equal(await count(range(0, 0, 0)), 1);
    assert.equal(await count(range(0, 12, 12)), 1);
    assert.equal(await count(range(0, 13, 17)), 0);
    assert.equal(await count(range(1, 0, 0)), 0);
    assert.equal(await count(range(0, 0, 99, 99)), 2);
  });

  it('symbols and folds speak of the same lines', async () => {
    const client = await start();
    const uri = uriOf('/work/haproxy.cfg');
    client.open(uri, 'haproxy', '# a\n# b\nfrontend web\n  bind :80\n  acl x path /\n\nbackend app\n');
    const symbols = await client.ask<DocumentSymbol[]>('textDocument/documentSymbol', uri);
    assert.deepEqual(
      symbols.map((each) => [each.name, each.range, each.selectionRange, each.children?.map((child) => child.name)]),
      [
        ['web', range(2, 0, 14, 4), range(2, 0, 12), ['x']],
        ['app', range(6, 0, 11), range(6, 0, 11), []],
      ],
    );
    const folds = await client.ask<FoldingRange[]>('textDocument/foldingRange', uri);
    assert.deepEqual(folds, [
      { startLine: 2, endLine: 4, kind: 'region' },
      { startLine: 0, endLine: 1, kind: 'comment' },
    ]);
  });

  it('about a name tell its places and rename it in all of them', async () => {
    const client = await start();
    const uri = uriOf('/work/haproxy.cfg');
    client.open(uri, 'haproxy', 'frontend a\n    default_backend app\nbackend app\n');
    const at = { position: { line: 1, character: 21 } };
    const definition = range(2, 8, 11);
    const reference = range(1, 20, 23);
    assert.deepEqual(await client.ask('textDocument/definition', uri, at), [{ uri, range: definition }]);
    const context = { includeDeclaration: false };
    const referring = await client.ask('textDocument/references', uri, { ...at, context });
    assert.deepEqual(referring, [{ uri, range: reference }]);
    const highlights = await client.ask('textDocument/documentHighlight', uri, at);
    assert.deepEqual(highlights, [{ range: reference }, { range: definition }]);
    assert.deepEqual(await client.ask('textDocument/prepareRename', uri, at), reference);
    assert.deepEqual(await client.ask('textDocument/rename', uri, { ...at, newName: 'web' }), {
      changes: {
        [uri]: [
          { range: reference, newText: 'web' },
          { range: definition, newText: 'web' },
        ],
      },
    });
    assert.equal(await client.ask('textDocument/rename', uri, { ...at, newName: 'two words' }), null);
  });

  it('the page of a rule is there for every rule, and for nothing else', async () => {
    const client = await start();
    const page = await client.request<{ title: string; markdown: string }>('headroom/rulePage', {
      id: 'sysctl/unknown-key',
    });
    assert.equal(page.title, 'sysctl/unknown-key');
    assert.match(page.markdown, /^# sysctl\/unknown-key\n/);
    for (const id of ['sysctl/no-such-rule', 'constructor', '__proto__', ''])
      assert.equal(await client.request('headroom/rulePage', { id }), null);
  });

  it('that are cancelled while they wait end as cancelled', async () => {
    const client = await start({ pull: true });
    client.open(file, 'sysctl', Array.from({ length: 25_000 }, () => 'vm.swappiness = 60').join('\n'));
    const source = new CancellationTokenSource();
    const asked = client.request('textDocument/diagnostic', { textDocument: { uri: file } }, source.token);
    source.cancel();
    await assert.rejects(asked, { code: LSPErrorCodes.RequestCancelled });
    assert.notEqual(
      await client.ask<Hover | null>('textDocument/hover', file, { position: { line: 0, character: 0 } }),
      null,
    );
  });

  it('that wait when their document is closed are answered', async () => {
    const client = await start({ pull: true });
    client.open(file, 'sysctl', Array.from({ length: 20_000 }, (_, line) => `vm.swapiness${line} = 60`).join('\n'));
    const asked = ['textDocument/diagnostic', 'textDocument/documentSymbol', 'textDocument/semanticTokens/full'].map(
      (method) => client.ask(method, file),
    );
    client.close(file);
    assert.deepEqual(await Promise.all(asked), [{ kind: 'full', items: [] }, null, null]);
  });
});

describe('semantic tokens', () => {
  const uri = uriOf('/work/haproxy.cfg');
  const source = 'frontend web\n  bind :80\n  acl x path /\nbackend app\n  server s 10.0.0.1\n';

  it('after any edit are, by their difference, what they are from scratch', async () => {
    const client = await start();
    client.open(uri, 'haproxy', source);
    let { resultId, data } = await client.ask<SemanticTokens>('textDocument/semanticTokens/full', uri);
    const edits = [
      { range: range(1, 2, 2), text: '  ' },
      { range: range(0, 0, 0), text: '# one\n\n' },
      { range: range(3, 0, 0, 4), text: '' },
      { range: range(4, 0, 0, 5), text: 'listen all\n  timeout client 5s\n' },
      { range: range(0, 0, 0), text: '' },
    ];
    for (const edit of edits) {
      client.change(uri, edit);
      const delta = await client.ask<SemanticTokensDelta>('textDocument/semanticTokens/full/delta', uri, {
        previousResultId: resultId,
      });
      data = delta.edits.reduceRight(
        (now, each) => now.toSpliced(each.start, each.deleteCount, ...(each.data ?? [])),
        data,
      );
      resultId = delta.resultId;
      const full = await client.ask<SemanticTokens>('textDocument/semanticTokens/full', uri);
      assert.deepEqual(data, full.data);
      resultId = full.resultId;
    }
  });

  it('of a range are those of its lines', async () => {
    const client = await start();
    client.open(uri, 'haproxy', source);
    const full = await client.ask<SemanticTokens>('textDocument/semanticTokens/full', uri);
    const all = await client.ask<SemanticTokens>('textDocument/semanticTokens/range', uri, {
      range: range(0, 0, 0, 99),
    });
    assert.deepEqual(all.data, full.data);
    const second = await client.ask<SemanticTokens>('textDocument/semanticTokens/range', uri, {
      range: range(1, 0, 8),
    });
    assert.deepEqual(second.data.slice(0, 3), [1, 2, 4]);
    assert.equal(second.data.length, 10);
  });

  it('come whole where the last answer is not the one the client has', async () => {
    const client = await start();
    client.open(uri, 'haproxy', source);
    const answer = await client.ask<SemanticTokens>('textDocument/semanticTokens/full/delta', uri, {
      previousResultId: 'lost',
    });
    assert.ok(answer.data.length > 0);
    const other = await client.ask<SemanticTokens>('textDocument/semanticTokens/full/delta', uri, {
      previousResultId: 'lost',
    });
    assert.deepEqual(other.data, answer.data);
    client.close(uri);
    client.open(uri, 'haproxy', source);
    const again = await client.ask<SemanticTokens>('textDocument/semanticTokens/full/delta', uri, {
      previousResultId: answer.resultId,
    });
    assert.deepEqual(again.data, answer.data);
  });
});

describe('texts of every sort', () => {
  it('with lone CRs have the client’s lines', async () => {
    const client = await start({ pull: true });
    client.open(file, 'sysctl', '# a\rb\nvm.swapiness = 60\n');
    assert.deepEqual(shown(await client.pull(file)), ['2:0-12 2 sysctl/unknown-key']);
    client.change(file, { range: range(1, 0, 1), text: 'x\r\r' }, { range: range(3, 0, 4), text: 'vm.s' });
    assert.equal(client.document(file).getText(), '# a\rx\r\r\nvm.swapiness = 60\n');
    const actions = await client.ask<CodeAction[]>('textDocument/codeAction', file, {
      range: range(3, 0, 99, 9),
      context: { diagnostics: [] },
    });
    client.apply(actions.find((each) => each.isPreferred)?.edit ?? {});
    assert.match(client.document(file).getText(), /vm\.swappiness = 60\n$/);
  });

  it('with a lone CR right behind a word end the word before it', async () => {
    const client = await start({ pull: true });
    client.open(file, 'sysctl', 'vm.swapiness\r= 60\rvm.dirty_ratoi=1\n');
    const [first] = await client.pull(file);
    assert.deepEqual(first?.range, range(0, 0, 12));
  });

  it('with a lone CR inside a token end the token there', async () => {
    const client = await start();
    client.open(file, 'sysctl', 'kernel.hostname = a\rb\n');
    const { data } = await client.ask<SemanticTokens>('textDocument/semanticTokens/full', file);
    const document = TextDocument.create(file, 'sysctl', 1, 'kernel.hostname = a\rb\n');
    let [line, character] = [0, 0];
    for (let i = 0; i < data.length; i += 5) {
      const [lines = 0, characters = 0, length = 0] = data.slice(i);
      [line, character] = [line + lines, lines > 0 ? characters : character + characters];
      const end = document.positionAt(document.offsetAt({ line, character }) + length);
      assert.equal(end.line, line, 'a token stays in its line');
    }
  });

  it('with CRLF are read like those with LF', async () => {
    const client = await start({ pull: true });
    client.open(file, 'sysctl', 'vm.swapiness = 60\r\nvm.swappiness = 60\r\n');
    assert.deepEqual(shown(await client.pull(file)), [unknownKey]);
    client.change(file, { range: range(0, 17, 0, 1), text: '' });
    assert.equal(client.document(file).lineCount, 2);
    assert.notDeepEqual(await client.pull(file), []);
  });

  for (const [name, text] of [
    ['nothing', ''],
    ['a byte order mark', '\ufeffvm.swappiness = 60\n'],
    ['NUL bytes', 'vm.\0swappiness = 60\n\0\0\0'],
    ['only line ends', '\n\r\n\r\r\n\n'],
    ['half a surrogate pair', 'vm.\ud800 = \udc00\n'],
    ['a template', '{% for k in keys %}\n{{ k }} = {{ v }}\n{% endfor %}\n'],
    ['quotes and backslashes', '\'"\\ "\' = \\\n"\n'],
  ] as const) {
    it(`with ${name} are answered in every way`, async () => {
      const client = await start({ pull: true });
      for (const language of ['sysctl', 'limits', 'haproxy']) {
        const uri = uriOf(`/work/${language}.x`);
        client.open(uri, language, text);
        await everything(client, uri);
      }
    });
  }

  it('with a line of a megabyte are answered in every way', async () => {
    const client = await start({ pull: true });
    const lines: readonly (readonly [string, string])[] = [
      ['sysctl', `vm.swappiness = ${'1 '.repeat(500_000)}`],
      ['sysctl', `# headroom: ${' '.repeat(1_000_000)}x`],
      ['limits', `${'x'.repeat(500_000)} - nofile ${'1'.repeat(500_000)}`],
      ['haproxy', `frontend ${'x'.repeat(1_000_000)}`],
      ['haproxy', `global\n  description "${'\\'.repeat(1_000_000)}"`],
      ['haproxy', `global\n  maxconn ${'9'.repeat(1_000_000)}`],
      ['haproxy', `frontend f\n  log-format ${'%[src]'.repeat(150_000)}`],
    ];
    for (const [index, [language, text]] of lines.entries()) {
      const uri = uriOf(`/work/${index}.x`);
      client.open(uri, language, text);
      await everything(client, uri);
    }
  });

  it('in a language nobody knows are left alone, unless the name of the file says one', async () => {
    const client = await start({ pull: true });
    const plain = uriOf('/work/notes.txt');
    client.open(plain, 'plaintext', 'vm.swapiness = 60\n');
    assert.deepEqual(await client.pull(plain), []);
    client.change(plain, { range: range(0, 0, 1), text: 'x' });
    client.close(plain);
    client.open(file, 'conf', 'vm.swapiness = 60\n');
    assert.deepEqual(shown(await client.pull(file)), [unknownKey]);
    const marked = uriOf('/work/tuning');
    client.open(marked, 'plaintext', '# headroom: language=sysctl\nvm.swapiness = 60\n');
    assert.deepEqual(shown(await client.pull(marked)), ['1:0-12 2 sysctl/unknown-key']);
  });

  it('that are no files of this machine are served too', async () => {
    const client = await start({
      pull: true,
      files: { '/headroom.json': '{ "rules": { "sysctl/unknown-key": "off" } }' },
    });
    for (const uri of [
      'untitled:Untitled-1',
      'vscode-vfs://github/a/b/sysctl.conf',
      'git:/a/sysctl.conf?%7B%22ref%22%3A%22HEAD%22%7D',
    ]) {
      client.open(uri, 'sysctl', 'vm.swapiness = 60\n');
      assert.deepEqual(shown(await client.pull(uri)), [unknownKey], uri);
    }
  });

  it('of two states of one file are two documents', async () => {
    const client = await start({ pull: true });
    const [now, then] = ['git:/a/sysctl.conf?now', 'git:/a/sysctl.conf?then'];
    client.open(now, 'sysctl', 'vm.swapiness = 60\n');
    client.open(then, 'sysctl', 'vm.swappiness = 60\n');
    assert.deepEqual(shown(await client.pull(now)), [unknownKey]);
    assert.deepEqual(await client.pull(then), []);
    client.close(then);
    assert.deepEqual(shown(await client.pull(now)), [unknownKey]);
  });

  it('replaced as another language are read anew', async () => {
    const client = await start({ pull: true });
    client.open(file, 'sysctl', 'vm.swapiness = 60\n');
    await client.pull(file);
    client.close(file);
    client.open(file, 'haproxy', 'vm.swapiness = 60\n');
    assert.ok(shown(await client.pull(file)).every((each) => each.includes(' haproxy/')));
  });
});

/** Asks every request once, with a place in the middle and one at the end. */
async function everything(client: Client, uri: string): Promise<void> {
  const document = client.document(uri);
  const end = document.positionAt(document.getText().length);
  await client.pull(uri);
  for (const position of [{ line: 0, character: 3 }, end]) {
    await client.ask('textDocument/hover', uri, { position });
    await client.ask('textDocument/completion', uri, { position });
  }
  const whole = { start: { line: 0, character: 0 }, end };
  await client.ask('textDocument/codeAction', uri, { range: whole, context: { diagnostics: [] } });
  for (const method of ['documentSymbol', 'foldingRange', 'semanticTokens/full', 'codeLens'])
    await client.ask(`textDocument/${method}`, uri);
  await client.ask('textDocument/inlayHint', uri, { range: whole });
  await client.ask('headroom/effectiveValues', uri);
  await client.ask('textDocument/semanticTokens/range', uri, { range: whole });
  client.change(uri, { range: { start: end, end }, text: '\nx' });
  await client.pull(uri);
}

function bound(of: Client): { pull: Client['pull'] } {
  return { pull: (uri) => of.pull(uri) };
}
