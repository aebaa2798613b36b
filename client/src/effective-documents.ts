import { Disposable, EventEmitter, languages, type TextDocument, Uri, ViewColumn, window, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { askPatiently } from './ask-patiently.ts';
import { documentSelector } from './files.ts';
import type { EffectiveValues } from './protocol.ts';

const scheme = 'headroom-effective';
/** Milliseconds without a keystroke until the values are asked for again. */
const settling = 150;

/**
 * The values in force as read-only documents: the query is the URI of the file whose host they are of. They follow what is typed
 * in any file, for the files of a host decide together.
 */
export function provideEffectiveDocuments(client: BaseLanguageClient): Disposable {
  const changed = new EventEmitter<Uri>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const refresh = () => {
    timer = undefined;
    for (const { uri } of workspace.textDocuments) if (uri.scheme === scheme) changed.fire(uri);
  };
  const refreshSoon = (document: TextDocument) => {
    if (document.uri.scheme === scheme || !workspace.textDocuments.some(({ uri }) => uri.scheme === scheme)) return;
    clearTimeout(timer);
    timer = setTimeout(refresh, settling);
  };
  return Disposable.from(
    changed,
    new Disposable(() => clearTimeout(timer)),
    workspace.onDidChangeTextDocument(({ document }) => {
      if (languages.match(documentSelector, document) > 0) refreshSoon(document);
    }),
    // A host profile, or a file that another program reads, counts once it is saved.
    workspace.onDidSaveTextDocument(refreshSoon),
    workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      async provideTextDocumentContent({ query }) {
        const file = Uri.parse(query);
        // The server answers for open documents, and VS Code closes those that nobody sees.
        await workspace.openTextDocument(file);
        const textDocument = { uri: client.code2ProtocolConverter.asUri(file) };
        const values = await askPatiently<EffectiveValues>(client, 'headroom/effectiveValues', { textDocument });
        return values?.text ?? `# There are no effective values of ${file.path}.\n`;
      },
    }),
  );
}

/**
 * Opens the effective values beside the file that decides them.
 * @param uri the file: the one that a lens stands in, or else the active editor's
 */
export async function showEffectiveValues(uri?: string): Promise<void> {
  const file = typeof uri === 'string' ? Uri.parse(uri) : window.activeTextEditor?.document.uri;
  if (!file || file.scheme === scheme) return;
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  const document = await workspace.openTextDocument(
    Uri.from({ scheme, path: `/Effective values of ${name}`, query: file.toString() }),
  );
  await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preview: true, preserveFocus: true });
}
