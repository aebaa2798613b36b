import { Disposable, FileType, Uri, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';

/**
 * Lets the server read files through the editor, which is the only way to those of a virtual workspace and to any file from
 * a Web Worker. What cannot be read is not there: null for a file, no names for a folder.
 */
export function serveWorkspaceFiles(client: BaseLanguageClient): Disposable {
  return Disposable.from(
    client.onRequest('headroom/readFile', async ({ uri }: { uri: string }): Promise<string | null> => {
      try {
        // A byte order mark is part of what the programs read, so it stays.
        return new TextDecoder('utf-8', { ignoreBOM: true }).decode(await workspace.fs.readFile(Uri.parse(uri)));
      } catch {
        return null;
      }
    }),
    client.onRequest('headroom/listFolder', async ({ uri }: { uri: string }): Promise<readonly string[]> => {
      try {
        const entries = await workspace.fs.readDirectory(Uri.parse(uri));
        return entries.filter(([, type]) => (type & FileType.File) !== 0).map(([name]) => name);
      } catch {
        return [];
      }
    }),
  );
}
