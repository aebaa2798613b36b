/** The language server in a Web Worker; files are read through the client. */
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { uriOf } from './lsp/documents.ts';
import { startServer } from './lsp/server.ts';

const connection = createConnection(new BrowserMessageReader(globalThis), new BrowserMessageWriter(globalThis));

startServer(connection, {
  files: {
    read: async (path) =>
      (await connection.sendRequest<string | null>('headroom/readFile', { uri: uriOf(path) })) ?? undefined,
    list: (folder) => connection.sendRequest<string[]>('headroom/listFolder', { uri: uriOf(folder) }),
  },
  breathe: () => new Promise((resolve) => setTimeout(resolve, 0)),
});
