import { type ExtensionContext, Uri } from 'vscode';
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient } from 'vscode-languageclient/browser';
import { clientOptions, startHeadroom, stopHeadroom } from './client.ts';

/** VS Code in the browser, without a machine behind it: the server is a Web Worker. */
export function activate(context: ExtensionContext): Promise<void> {
  const script = Uri.joinPath(context.extensionUri, 'dist', 'server.web.js').toString(true);
  let worker: Worker | undefined;
  const endWorker = () => worker?.terminate();
  context.subscriptions.push({ dispose: endWorker });
  // Called again by a restart: a worker whose server was told to exit stays alive until somebody ends it. The client would
  // take the worker itself, but does not recognise the one that VS Code's extension host makes.
  const startWorker = async () => {
    endWorker();
    worker = new Worker(script);
    return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
  };
  const options = clientOptions({ ownMachine: false });
  return startHeadroom(context, new LanguageClient('headroom', 'Headroom', startWorker, options));
}

export function deactivate(): Promise<void> {
  return stopHeadroom();
}
