/** The language server in a Web Worker; files are read through the client. */
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { uriOf } from './documents.ts';
import { startServer } from './server.ts';

/** Serves the page that started the worker. */
export function startWorkerServer(): void {
  const connection = createConnection(new BrowserMessageReader(globalThis), new BrowserMessageWriter(globalThis));
  /** Asks the client; what it cannot say is not there. */
  const asked = async <Answer>(method: string, path: string, otherwise: Answer): Promise<Answer> => {
    try {
      return (await connection.sendRequest<Answer | null>(method, { uri: uriOf(path) })) ?? otherwise;
    } catch {
      return otherwise;
    }
  };
  startServer(connection, {
    files: {
      read: (path) => asked<string | undefined>('headroom/readFile', path, undefined),
      list: (folder) => asked<readonly string[]>('headroom/listFolder', folder, []),
    },
    breathe: () => new Promise((resolve) => setTimeout(resolve, 0)),
  });
}
