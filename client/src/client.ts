import type { ExtensionContext } from 'vscode';
import { type BaseLanguageClient, type LanguageClientOptions, RevealOutputChannelOn } from 'vscode-languageclient';
import { registerCommands } from './commands.ts';
import { documentSelector } from './files.ts';
import { provideHostDocuments } from './host-documents.ts';
import { showHostStatus } from './host-status.ts';
import { provideRuleDocuments } from './rule-documents.ts';
import { CapacityReports } from './views/capacity-report/panels.ts';
import { serveWorkspaceFiles } from './workspace-files.ts';

export interface InitializationOptions {
  /** Whether the server runs on the machine whose files are edited, so that this machine may be what the files are for. */
  readonly ownMachine: boolean;
}

/** What every server is told besides: that this client listens for `headroom/changed`. */
const follows = { follows: true };

/** Files on disk are watched because the server asks for it, as it asks every client. */
export function clientOptions(initializationOptions: InitializationOptions) {
  return {
    documentSelector,
    initializationOptions: { ...initializationOptions, ...follows },
    revealOutputChannelOn: RevealOutputChannelOn.Never,
  } satisfies LanguageClientOptions;
}

let running: BaseLanguageClient | undefined;

export async function startHeadroom(context: ExtensionContext, client: BaseLanguageClient): Promise<void> {
  running = client;
  const reports = new CapacityReports(context.extensionUri, client);
  context.subscriptions.push(
    reports,
    serveWorkspaceFiles(client),
    showHostStatus(client),
    provideRuleDocuments(client),
    provideHostDocuments(client),
    ...registerCommands(client, reports),
  );
  await client.start();
}

export async function stopHeadroom(): Promise<void> {
  await running?.dispose();
  running = undefined;
}
