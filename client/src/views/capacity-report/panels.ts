import {
  type Disposable,
  Disposable as Disposables,
  Range,
  TabInputText,
  Uri,
  ViewColumn,
  type WebviewPanel,
  window,
  workspace,
} from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { WhatIf } from '../../../../server/src/capacity/what-if.ts';
import { askPatiently } from '../../ask-patiently.ts';
import { profileFolder } from '../../host-profile.ts';
import type { CapacityReport, WrittenWhatIf } from '../../protocol.ts';
import type { FromPage, PageState, ToPage } from './messages.ts';
import { pageHtml } from './page.ts';

const viewType = 'headroom.capacityReport';

/** The capacity reports that are open: one for each file that one was asked for. They follow what is typed while they are seen. */
export class CapacityReports implements Disposable {
  readonly #open = new Map<string, Report>();
  readonly #subscriptions: Disposable;

  constructor(
    private readonly extension: Uri,
    private readonly client: BaseLanguageClient,
  ) {
    this.#subscriptions = Disposables.from(
      client.onNotification('headroom/changed', () => {
        for (const report of this.#open.values()) void report.refresh();
      }),
      window.registerWebviewPanelSerializer(viewType, {
        deserializeWebviewPanel: async (panel, state: PageState | undefined) => {
          if (state?.uri) this.#adopt(panel, Uri.parse(state.uri), state.whatIf);
          else panel.dispose();
        },
      }),
    );
  }

  /**
   * Shows the report of the host that a file is for.
   * @param given the file: its URI, as a lens or a menu gives it, or else the active editor's
   */
  show(given: unknown): void {
    const file =
      typeof given === 'string'
        ? Uri.parse(given)
        : given instanceof Uri
          ? given
          : window.activeTextEditor?.document.uri;
    if (!file) {
      void window.showInformationMessage(
        'Headroom: open a file of the host first: haproxy.cfg, sysctl.conf or limits.conf.',
      );
      return;
    }
    const known = this.#open.get(file.toString());
    if (known) known.panel.reveal();
    else {
      const name = file.path.slice(file.path.lastIndexOf('/') + 1);
      const panel = window.createWebviewPanel(viewType, `Capacity of ${name}`, ViewColumn.Beside, {});
      this.#adopt(panel, file, {});
    }
  }

  dispose(): void {
    this.#subscriptions.dispose();
    for (const { panel } of [...this.#open.values()]) panel.dispose();
  }

  #adopt(panel: WebviewPanel, file: Uri, whatIf: WhatIf): void {
    const report = new Report(panel, file, this.client, whatIf);
    const key = file.toString();
    this.#open.set(key, report);
    panel.onDidDispose(() => this.#open.delete(key));
    panel.webview.options = { enableScripts: true, localResourceRoots: [Uri.joinPath(this.extension, 'dist')] };
    panel.webview.html = pageHtml(panel.webview, this.extension, nonce());
  }
}

class Report {
  /** A request is under way; what is asked meanwhile is asked once behind it. */
  #asking = false;
  #outdated = false;

  constructor(
    readonly panel: WebviewPanel,
    private readonly file: Uri,
    private readonly client: BaseLanguageClient,
    private whatIf: WhatIf,
  ) {
    panel.webview.onDidReceiveMessage((message: FromPage) => this.#hear(message));
    panel.onDidChangeViewState(() => this.refresh());
  }

  async refresh(): Promise<void> {
    if (!this.panel.visible) return;
    this.#outdated = true;
    if (this.#asking) return;
    this.#asking = true;
    try {
      while (this.#outdated) {
        this.#outdated = false;
        const report = await this.#ask();
        if (!this.#outdated) this.#show(report);
      }
    } catch (error) {
      this.client.error('There is no capacity report', error, false);
    } finally {
      this.#asking = false;
    }
  }

  async #ask(): Promise<CapacityReport> {
    // The server answers for open documents, and VS Code closes those that nobody sees.
    if (!(await isThere(this.file))) return null;
    return askPatiently<CapacityReport>(this.client, 'headroom/capacityReport', this.#params());
  }

  #show(report: CapacityReport): void {
    if (report) this.panel.title = `Capacity of ${report.name}`;
    this.#say({ kind: 'report', uri: this.file.toString(), report });
  }

  #params(): object {
    return { textDocument: { uri: this.client.code2ProtocolConverter.asUri(this.file) }, whatIf: this.whatIf };
  }

  #say(message: ToPage): void {
    void this.panel.webview.postMessage(message);
  }

  async #hear(message: FromPage): Promise<void> {
    switch (message.kind) {
      case 'ready':
        return this.refresh();
      case 'try':
        this.whatIf = message.whatIf;
        return this.refresh();
      case 'open':
        return openPlace(this.client.protocol2CodeConverter.asUri(message.uri), message.line - 1, message.column - 1);
      case 'write':
        this.whatIf = message.whatIf;
        return this.#write();
    }
  }

  async #write(): Promise<void> {
    const profiles = workspace.textDocuments.filter(
      ({ isDirty, uri }) => isDirty && uri.path.endsWith('/headroom.json'),
    );
    const { code2ProtocolConverter: toProtocol, protocol2CodeConverter: toCode } = this.client;
    const folder = profileFolder(this.file);
    const written = await askPatiently<WrittenWhatIf>(this.client, 'headroom/writeWhatIf', {
      ...this.#params(),
      unsaved: Object.fromEntries(profiles.map((each) => [toProtocol.asUri(each.uri), each.getText()])),
      ...(folder && { profileFolder: toProtocol.asUri(folder) }),
    });
    for (const problem of written?.problems ?? []) void window.showWarningMessage(`Headroom: ${problem}`);
    const edit = await toCode.asWorkspaceEdit(written?.edit);
    if (!edit || !(await workspace.applyEdit(edit))) return;
    if (written?.profile) await saveUnlessEdited(toCode.asUri(written.profile), profiles);
    this.whatIf = {};
    this.#say({ kind: 'written' });
    await this.refresh();
  }
}

/** A profile counts once it is saved; one that somebody was editing is left for them to save. */
async function saveUnlessEdited(profile: Uri, edited: readonly { readonly uri: Uri }[]): Promise<void> {
  if (edited.some(({ uri }) => uri.toString() === profile.toString())) return;
  await (await workspace.openTextDocument(profile)).save();
}

async function isThere(file: Uri): Promise<boolean> {
  try {
    await workspace.openTextDocument(file);
    return true;
  } catch {
    return false;
  }
}

/** Shows a line where its file is open already, else beside the report. */
async function openPlace(uri: Uri, line: number, column: number): Promise<void> {
  const group = window.tabGroups.all.find(({ tabs }) =>
    tabs.some(({ input }) => input instanceof TabInputText && input.uri.toString() === uri.toString()),
  );
  await window.showTextDocument(uri, {
    viewColumn: group?.viewColumn ?? ViewColumn.Beside,
    selection: new Range(line, column, line, column),
  });
}

/** What only the page that is made with it knows. */
function nonce(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
