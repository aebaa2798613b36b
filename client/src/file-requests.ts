import { Disposable, FileType, Uri, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';

/** Answers a server that cannot read files itself, because it runs in a browser. What cannot be read is not there. */
export function answerFileRequests(client: BaseLanguageClient): Disposable {
  return Disposable.from(
    client.onRequest('headroom/readFile', async ({ uri }: { uri: string }) => {
      try {
        // A byte order mark is part of what the programs read, so it stays.
        return new TextDecoder('utf-8', { ignoreBOM: true }).decode(await workspace.fs.readFile(Uri.parse(uri)));
      } catch {
        return null;
      }
    }),
    client.onRequest('headroom/listFolder', async ({ uri }: { uri: string }) => {
      try {
        const entries = await workspace.fs.readDirectory(Uri.parse(uri));
        return entries.filter(([, type]) => (type & FileType.Directory) === 0).map(([name]) => name);
      } catch {
        return [];
      }
    }),
  );
}
