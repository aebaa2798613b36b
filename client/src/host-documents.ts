import { Disposable, EventEmitter, languages, type TextDocument, Uri, ViewColumn, window, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { askPatiently } from './ask-patiently.ts';
import { documentSelector } from './files.ts';
import type { HostText } from './protocol.ts';

/** What is shown of a host, by the scheme of its documents. */
const kinds = {
  'headroom-effective': {
    request: 'headroom/effectiveValues',
    title: 'Effective values of',
    none: 'There are no effective values of',
  },
  'headroom-running': {
    request: 'headroom/compareWithMachine',
    title: 'This machine beside',
    none: 'There is no machine to compare with for',
  },
} as const;

type Scheme = keyof typeof kinds;

/** Milliseconds without a keystroke until the texts are asked for again. */
const settling = 150;

const changed = new EventEmitter<Uri>();

/**
 * Texts about the host of a file as read-only documents: the query is the URI of the file. They follow what is typed in any file,
 * for the files of a host decide together.
 */
export function provideHostDocuments(client: BaseLanguageClient): Disposable {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const refresh = () => {
    timer = undefined;
    for (const { uri } of workspace.textDocuments) if (isScheme(uri.scheme)) changed.fire(uri);
  };
  const refreshSoon = (document: TextDocument) => {
    if (isScheme(document.uri.scheme) || !workspace.textDocuments.some(({ uri }) => isScheme(uri.scheme))) return;
    clearTimeout(timer);
    timer = setTimeout(refresh, settling);
  };
  return Disposable.from(
    new Disposable(() => clearTimeout(timer)),
    workspace.onDidChangeTextDocument(({ document }) => {
      if (languages.match(documentSelector, document) > 0) refreshSoon(document);
    }),
    // A host profile, or a file that another program reads, counts once it is saved.
    workspace.onDidSaveTextDocument(refreshSoon),
    ...(Object.keys(kinds) as Scheme[]).map((scheme) =>
      workspace.registerTextDocumentContentProvider(scheme, {
        onDidChange: changed.event,
        async provideTextDocumentContent({ query }) {
          const file = Uri.parse(query);
          // The server answers for open documents, and VS Code closes those that nobody sees.
          await workspace.openTextDocument(file);
          const textDocument = { uri: client.code2ProtocolConverter.asUri(file) };
          const answer = await askPatiently<HostText>(client, kinds[scheme].request, { textDocument });
          return answer?.text ?? `# ${kinds[scheme].none} ${file.path}.\n`;
        },
      }),
    ),
  );
}

/**
 * Opens the effective values beside the file that decides them.
 * @param uri the file: the one that a lens stands in, or else the active editor's
 */
export function showEffectiveValues(uri?: string): Promise<void> {
  return show('headroom-effective', uri);
}

/** Opens what runs on this machine beside a file of it: the one named, or else the active editor's. */
export function compareWithMachine(uri?: string): Promise<void> {
  return show('headroom-running', uri);
}

async function show(scheme: Scheme, uri: string | undefined): Promise<void> {
  const file = typeof uri === 'string' ? Uri.parse(uri) : window.activeTextEditor?.document.uri;
  if (!file || isScheme(file.scheme)) return;
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  const shown = Uri.from({ scheme, path: `/${kinds[scheme].title} ${name}`, query: file.toString() });
  const isKnown = workspace.textDocuments.some((each) => each.uri.toString() === shown.toString());
  const document = await workspace.openTextDocument(shown);
  // Nobody tells what a machine does meanwhile.
  if (isKnown) changed.fire(shown);
  await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preview: true, preserveFocus: true });
}

function isScheme(scheme: string): scheme is Scheme {
  return Object.hasOwn(kinds, scheme);
}
