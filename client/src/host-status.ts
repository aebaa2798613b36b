import { Disposable, LanguageStatusSeverity, languages, type TextEditor, window, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { documentSelector } from './files.ts';
import type { HostStatus } from './protocol.ts';

const severities = {
  information: LanguageStatusSeverity.Information,
  warning: LanguageStatusSeverity.Warning,
  error: LanguageStatusSeverity.Error,
} as const;

/** The language status item that says which machine the file in the active editor is judged against. */
export function showHostStatus(client: BaseLanguageClient): Disposable {
  const item = languages.createLanguageStatusItem('headroom.host', documentSelector);
  item.name = 'Headroom: host';
  item.command = { command: 'headroom.createHostProfile', title: 'Host profile' };

  const statuses = new Map<string, HostStatus>();
  const show = (editor: TextEditor | undefined) => {
    const status = editor && statuses.get(editor.document.uri.toString());
    item.text = status?.label ?? 'Host unknown';
    item.detail = status?.detail ?? '';
    item.severity = severities[status?.severity ?? 'information'];
  };
  show(window.activeTextEditor);

  return Disposable.from(
    item,
    client.onNotification('headroom/hostStatus', (status: HostStatus) => {
      const uri = client.protocol2CodeConverter.asUri(status.uri);
      statuses.set(uri.toString(), status);
      show(window.activeTextEditor);
    }),
    window.onDidChangeActiveTextEditor(show),
    workspace.onDidCloseTextDocument((document) => statuses.delete(document.uri.toString())),
  );
}
