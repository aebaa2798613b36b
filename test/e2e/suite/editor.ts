import * as vscode from 'vscode';

/** The file of the open sample host, by its path inside the host. */
function fileOfHost(path: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) throw new Error('no folder is open');
  return vscode.Uri.joinPath(folder.uri, path);
}

export async function writeFile(path: string, content: string): Promise<void> {
  await vscode.workspace.fs.writeFile(fileOfHost(path), new TextEncoder().encode(content));
}

export async function openFile(path: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(fileOfHost(path)));
}

/** Where `text` stands first in the document. */
export function rangeOf(document: vscode.TextDocument, text: string): vscode.Range {
  const start = document.getText().indexOf(text);
  if (start < 0) throw new Error(`${document.uri.path} does not contain: ${text}`);
  return new vscode.Range(document.positionAt(start), document.positionAt(start + text.length));
}

/** The rule ids of the diagnostics of a document, once `expected` holds for them; the test's time limit ends the wait. */
export function ruleIdsOnce(
  uri: vscode.Uri,
  expected: (ids: readonly string[]) => boolean,
): Promise<readonly string[]> {
  const read = () => vscode.languages.getDiagnostics(uri).map(ruleId);
  return new Promise((resolve) => {
    const look = () => {
      const ids = read();
      if (!expected(ids)) return;
      subscription.dispose();
      resolve(ids);
    };
    const subscription = vscode.languages.onDidChangeDiagnostics(look);
    look();
  });
}

export function ruleId({ code }: vscode.Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code);
}

/** What is said on hover about the first place where `text` stands. */
export async function hoverAt(document: vscode.TextDocument, text: string): Promise<string> {
  const at = rangeOf(document, text).start.translate(0, 1);
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, at);
  return hovers
    .flatMap((hover) => hover.contents)
    .map((content) => (typeof content === 'string' ? content : content.value))
    .join('\n');
}

/**
 * The quick fixes for a range. VS Code cancels the request whenever a provider of code actions comes or goes, which at its start
 * they do, and would ask again by itself.
 */
export async function quickFixes(document: vscode.TextDocument, range: vscode.Range): Promise<vscode.CodeAction[]> {
  const kind = vscode.CodeActionKind.QuickFix.value;
  for (let attempt = 1; ; attempt++) {
    try {
      return await vscode.commands.executeCommand('vscode.executeCodeActionProvider', document.uri, range, kind);
    } catch (error) {
      if (!(error instanceof Error && error.name === 'Canceled') || attempt === 10) throw error;
    }
  }
}

/** Resolves when a tab like this is open. */
export function tabOnce(expected: (tab: vscode.Tab) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!vscode.window.tabGroups.all.some((group) => group.tabs.some(expected))) return;
      subscription.dispose();
      resolve();
    };
    const subscription = vscode.window.tabGroups.onDidChangeTabs(look);
    look();
  });
}

/** The read-only document with the values in force on the host of a file, which must be open. */
export function effectiveValuesOf(file: vscode.TextDocument): vscode.TextDocument {
  return hostDocument('headroom-effective', file);
}

/** The read-only document with what this machine runs beside a file, which must be open. */
export function comparisonOf(file: vscode.TextDocument): vscode.TextDocument {
  return hostDocument('headroom-running', file);
}

function hostDocument(scheme: string, { uri }: vscode.TextDocument): vscode.TextDocument {
  const found = vscode.workspace.textDocuments.find(
    (each) => each.uri.scheme === scheme && each.uri.query === uri.toString(),
  );
  if (!found) throw new Error(`no document ${scheme} of ${uri.path} is open`);
  return found;
}

/** Resolves when the text of a document matches. */
export function textOnce(document: vscode.TextDocument, expected: RegExp): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!expected.test(document.getText())) return;
      subscription.dispose();
      resolve();
    };
    const subscription = vscode.workspace.onDidChangeTextDocument(look);
    look();
  });
}

/** The two assertions of the suite; the web extension host has no `node:assert`. */
export function equal<T>(actual: T, expected: T): void {
  if (actual !== expected) throw new Error(`expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`);
}

export function match(actual: string, expected: RegExp): void {
  if (!expected.test(actual)) throw new Error(`expected ${expected} in ${JSON.stringify(actual)}`);
}
