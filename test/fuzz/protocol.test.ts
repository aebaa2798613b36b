import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { languages } from '../../server/src/languages/index.ts';
import { Client, uriOf } from '../lsp/client.ts';
import { fileOf, lineOf, tried } from './arbitrary.ts';

describe('any edits over the protocol', () => {
  let client: Client;
  let count = 0;

  before(async () => {
    client = await Client.start({ pull: true });
  });

  after(() => client.stop());

  /** Everything that the server says of a document as a whole. */
  async function answers(uri: string): Promise<unknown> {
    const { data } = await client.ask<{ data: number[] }>('textDocument/semanticTokens/full', uri);
    const methods = ['textDocument/documentSymbol', 'textDocument/foldingRange'];
    const others = await Promise.all(methods.map((method) => client.ask(method, uri)));
    // Findings may lead to other lines of the document, by its own address.
    return JSON.parse(JSON.stringify([await client.pull(uri), data, ...others]).replaceAll(uri, 'document'));
  }

  for (const { id } of languages) {
    it(`leave a ${id} document that reads like one opened afresh`, async () => {
      const text = fc.oneof(lineOf(id), fc.constantFrom('', '\n', '\r\n', '\r', 'x'), fileOf(id));
      const change = fc.record({ from: fc.nat(), length: fc.nat(30), text });
      const batches = fc.array(fc.array(change, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 5 });
      await fc.assert(
        fc.asyncProperty(fileOf(id), batches, async (source, changes) => {
          const edited = uriOf(`/work/${++count}/edited`);
          client.open(edited, id, source);
          for (const [index, batch] of changes.entries()) {
            let document = client.document(edited);
            const edits = batch.map(({ from, length, text }) => {
              const offset = from % (document.getText().length + 1);
              const range = { start: document.positionAt(offset), end: document.positionAt(offset + length) };
              document = TextDocument.create(
                edited,
                id,
                1,
                TextDocument.applyEdits(document, [{ range, newText: text }]),
              );
              return { range, text };
            });
            client.change(edited, ...edits);
            assert.equal(client.document(edited).getText(), document.getText());
            if (index % 2 === 0)
              await client.ask('textDocument/hover', edited, { position: document.positionAt(batch.length) });
          }
          const fresh = uriOf(`/work/${count}/fresh`);
          client.open(fresh, id, client.document(edited).getText());
          assert.deepEqual(await answers(edited), await answers(fresh));
          client.close(edited);
          client.close(fresh);
        }),
        tried(60),
      );
    });
  }
});
