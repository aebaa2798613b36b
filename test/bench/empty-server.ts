/** The floor: a language server of the same library that keeps its documents and always says the same. */
import { createConnection, ProposedFeatures, TextDocumentSyncKind, TextDocuments } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';

const connection = createConnection(ProposedFeatures.all);
const documents = new TextDocuments(TextDocument);
const finding = {
  range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } },
  message: 'always the same',
};

connection.onInitialize(() => ({
  capabilities: {
    textDocumentSync: TextDocumentSyncKind.Incremental,
    hoverProvider: true,
    diagnosticProvider: { interFileDependencies: false, workspaceDiagnostics: false },
  },
}));
connection.onHover(() => null);
connection.languages.diagnostics.on(({ textDocument }) => {
  // Asking for the number of lines makes the document split itself, as every real server has to.
  const lines = documents.get(textDocument.uri)?.lineCount ?? 0;
  return { kind: 'full', items: lines > 0 ? [finding] : [] };
});
documents.listen(connection);
connection.listen();
