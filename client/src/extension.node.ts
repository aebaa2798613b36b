import type { ExtensionContext } from 'vscode';
import { LanguageClient, type ServerOptions, TransportKind } from 'vscode-languageclient/node';
import { clientOptions, startHeadroom, stopHeadroom } from './client.ts';

/** The desktop and every remote machine: the server is a process of its own beside the files it reads. */
export function activate(context: ExtensionContext): Promise<void> {
  const module = context.asAbsolutePath('dist/server.js');
  const server: ServerOptions = {
    run: { module, transport: TransportKind.ipc },
    debug: { module, transport: TransportKind.ipc, options: { execArgv: ['--nolazy', '--inspect=6009'] } },
  };
  const options = clientOptions({ ownMachine: true });
  return startHeadroom(context, new LanguageClient('headroom', 'Headroom', server, options));
}

export function deactivate(): Promise<void> {
  return stopHeadroom();
}
