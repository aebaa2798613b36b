/** The language server: wires a connection to a session. */
import {
  type ClientCapabilities,
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  LSPErrorCodes,
  ResponseError,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import { Text } from '../engine/text.ts';
import { changed, pathOf, rangeOf } from './documents.ts';
import { capabilities, diagnostics, handlers, type Request, resolveCompletion, resolveMethod } from './handlers.ts';
import { type Platform, pauseAfter, Session, slice } from './session.ts';
import { readSettings } from './settings.ts';

/** A request that takes longer is given back to the client, which asks again; the work done so far is kept. */
const patience = 85;
/** How long other documents wait before they are told that one they depend on has changed. */
const settling = 150;

const watched = ['**/headroom.json', '**/{sysctl.d,limits.d}/*.conf', '**/sysctl.conf', '**/limits.conf'];

/** Serves a client until it leaves. */
export function startServer(connection: Connection, platform: Platform): void {
  let client: ClientCapabilities = {};
  let pulls = false;
  const session = new Session(platform, (path, cause) => announce(path, cause));
  const told = new Map<string, string>();
  const dirty = new Set<string>();
  /** Something besides texts has changed: files on disk, settings, a neighbour. */
  let stale = false;
  let refresh: ReturnType<typeof setTimeout> | undefined;

  connection.onInitialize(({ capabilities: offered, initializationOptions }) => {
    client = offered;
    pulls = offered.textDocument?.diagnostic !== undefined;
    session.start(initializationOptions?.ownMachine === true);
    const { settings } = readSettings(initializationOptions);
    session.configure(settings);
    return {
      serverInfo: { name: 'headroom' },
      capabilities: {
        ...capabilities,
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        ...(pulls && { diagnosticProvider: { interFileDependencies: true, workspaceDiagnostics: false } }),
      },
    };
  });

  connection.onInitialized(async () => {
    if (client.workspace?.didChangeWatchedFiles?.dynamicRegistration) {
      void connection.client.register(DidChangeWatchedFilesNotification.type, {
        watchers: watched.map((globPattern) => ({ globPattern })),
      });
    }
    if (client.workspace?.didChangeConfiguration?.dynamicRegistration) {
      void connection.client.register(DidChangeConfigurationNotification.type, { section: 'headroom' });
    }
    await configure(undefined);
  });

  connection.onDidChangeConfiguration(({ settings }) => configure(settings?.headroom));
  connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, text } }) =>
    session.open(uri, languageId, text),
  );
  connection.onDidChangeTextDocument(({ textDocument, contentChanges }) => {
    const text = session.text(pathOf(textDocument.uri));
    if (text) session.change(textDocument.uri, changed(text, contentChanges));
  });
  connection.onDidCloseTextDocument(({ textDocument }) => {
    dirty.delete(pathOf(textDocument.uri));
    told.delete(pathOf(textDocument.uri));
    if (!pulls) void connection.sendDiagnostics({ uri: textDocument.uri, diagnostics: [] });
    void session.close(textDocument.uri);
  });
  connection.onDidChangeWatchedFiles(({ changes }) => session.filesChanged(changes.map((change) => change.uri)));

  for (const handler of handlers) {
    connection.onRequest(handler.method, async (params, token) => {
      const path = pathOf(params.textDocument.uri);
      if (!session.isOpen(path)) return null;
      if (handler.whole && !(await settled(session.ready(path), patience))) throw notYet();
      if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
      if (!session.isOpen(path)) return null;
      const request: Request = {
        session,
        path,
        view: session.project.workspace.view(path),
        pause: pauseAfter(slice),
      };
      const answer = await handler.run(request, params);
      if (answer === undefined) throw notYet();
      return answer;
    });
  }
  connection.onRequest(resolveMethod, (item) => resolveCompletion(session, item));
  connection.onRequest('headroom/rulePage', async ({ id }: { id: string }) => {
    const markdown = (await import('../rule-pages.generated.ts')).pages[id];
    return markdown === undefined ? null : { title: id, markdown };
  });
  connection.listen();

  /** Reads the settings: those sent along, or those that the client keeps. */
  async function configure(sent: unknown): Promise<void> {
    const asked = client.workspace?.configuration ? await connection.workspace.getConfiguration('headroom') : sent;
    if (asked === undefined || asked === null) return;
    const { settings, problems } = readSettings(asked);
    for (const problem of problems) connection.console.warn(problem);
    session.configure(settings);
  }

  /** A document or something it depends on is new: its status, its diagnostics and those of its neighbours. */
  function announce(path: string, cause: 'text' | 'world'): void {
    if (!pulls) dirty.add(path);
    if (cause === 'world') stale = true;
    if (refresh === undefined) refresh = setTimeout(settle, pulls ? settling : 0);
  }

  async function settle(): Promise<void> {
    refresh = undefined;
    tellHosts();
    const others = stale;
    stale = false;
    if (others) publishProfiles();
    if (pulls) {
      if (others && client.workspace?.diagnostics?.refreshSupport) connection.languages.diagnostics.refresh();
      return;
    }
    const paths = others ? [...session.openPaths()] : [...dirty];
    dirty.clear();
    for (const path of paths) await publish(path);
  }

  function tellHosts(): void {
    for (const path of session.openPaths()) {
      const status = session.hostStatus(path);
      if (!status || told.get(path) === status.detail) continue;
      told.set(path, status.detail);
      void connection.sendNotification('headroom/hostStatus', { uri: session.uri(path), ...status });
    }
  }

  async function publish(path: string): Promise<void> {
    await session.ready(path);
    if (session.isOpen(path))
      void connection.sendDiagnostics({ uri: session.uri(path), diagnostics: diagnostics(session, path) });
  }

  /** What is wrong with a profile is shown in the profile, whether or not it is open. */
  function publishProfiles(): void {
    for (const profile of session.profiles()) {
      const text = Text.empty;
      void connection.sendDiagnostics({
        uri: session.uri(profile.path),
        diagnostics: profile.problems.map(({ line, start, end, message }) => ({
          range: rangeOf(text, line, start, end),
          severity: 1,
          source: 'headroom',
          message,
        })),
      });
    }
  }
}

function notYet(): ResponseError<{ retriggerRequest: boolean }> {
  return new ResponseError(LSPErrorCodes.ServerCancelled, 'still reading the file', { retriggerRequest: true });
}

/** Whether a promise settles within some milliseconds. Its failure is the caller's. */
async function settled(promise: Promise<unknown>, milliseconds: number): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  try {
    return await Promise.race([promise.then(() => true as const), late]);
  } finally {
    clearTimeout(timer);
  }
}
