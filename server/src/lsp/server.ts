/** The language server: wires a connection to a session. */
import {
  type ClientCapabilities,
  CodeLensRefreshRequest,
  CodeLensRequest,
  type Connection,
  DiagnosticSeverity,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  LSPErrorCodes,
  ResponseError,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import type { Finding } from '../engine/findings.ts';
import { Text } from '../engine/text.ts';
import { inputGlobs } from '../host/inputs.ts';
import type { ProfileProblem } from '../host/profile.ts';
import { changed, pathOf, rangeOf } from './documents.ts';
import { capabilities, diagnostics, handlers, type Request, resolveCompletion, resolveMethod } from './handlers.ts';
import { isHuge, type Platform, pauseAfter, Session, slice } from './session.ts';
import { readSettings } from './settings.ts';

/** A request that takes longer is given back to the client, which asks again; the work done so far is kept. */
const patience = 60;
/** How often in a row a request is given back; clients that ask again do not do so for ever. */
const mostGivenBack = 5;
/** Files that are not huge take a moment at most, and not every client asks again, so for them nobody is sent away. */
const longPatience = 10_000;
/** How long other documents wait before they are told that one they depend on has changed. */
const settling = 25;

/** The files on disk that change what is said about open ones. */
const watched = [
  '**/headroom.json',
  '**/{sysctl.d,limits.d}/*.conf',
  '**/sysctl.conf',
  '**/limits.conf',
  '**/*haproxy*.cfg',
  '**/haproxy/**/*.cfg',
  ...inputGlobs,
];

/** Serves a client until it leaves. */
export function startServer(connection: Connection, platform: Platform): void {
  let client: ClientCapabilities = {};
  let pulls = false;
  const session = new Session(platform, (path, cause) => announce(path, cause));
  const told = new Map<string, string>();
  /** Requests that were given back, by method and path, until one is answered. */
  const givenBack = new Map<string, number>();
  /** Open documents whose lenses the client has asked for, or was told to ask for. */
  const withLenses = new Set<string>();
  /** Profiles that the client shows problems of. */
  const faulty = new Set<string>();
  const dirty = new Set<string>();
  /** What was sent last of each open document to a client that does not ask. */
  const sent = new Map<string, readonly Finding[]>();
  /** Something besides texts has changed: files on disk, settings, a neighbour. */
  let stale = false;
  let refresh: ReturnType<typeof setTimeout> | undefined;
  /** The client wants to hear when something has changed that a report depends on. */
  let follows = false;
  /** The client has said goodbye and wants to hear no more. */
  let ended = false;

  connection.onInitialize(({ capabilities: offered, initializationOptions }) => {
    client = offered;
    pulls = offered.textDocument?.diagnostic !== undefined;
    session.start(initializationOptions?.ownMachine === true);
    follows = initializationOptions?.follows === true;
    const { documentChanges, resourceOperations } = offered.workspace?.workspaceEdit ?? {};
    session.createsFiles = documentChanges === true && resourceOperations?.includes('create') === true;
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

  connection.onInitialized(() => {
    if (client.workspace?.didChangeWatchedFiles?.dynamicRegistration) {
      const watchers = watched.map((globPattern) => ({ globPattern }));
      inBackground(connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }));
    }
    if (client.workspace?.didChangeConfiguration?.dynamicRegistration) {
      inBackground(connection.client.register(DidChangeConfigurationNotification.type, { section: 'headroom' }));
    }
    inBackground(configure(undefined));
  });

  connection.onShutdown(() => {
    ended = true;
    clearTimeout(refresh);
  });
  connection.onDidChangeConfiguration(({ settings }) => inBackground(configure(settings?.headroom)));
  connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, text } }) =>
    session.open(uri, languageId, text),
  );
  connection.onDidChangeTextDocument(({ textDocument, contentChanges }) => {
    const path = pathOf(textDocument.uri);
    const text = session.isOpen(path) ? session.text(path) : undefined;
    if (text) session.change(textDocument.uri, changed(text, contentChanges));
  });
  connection.onDidCloseTextDocument(({ textDocument }) => {
    dirty.delete(pathOf(textDocument.uri));
    told.delete(pathOf(textDocument.uri));
    sent.delete(pathOf(textDocument.uri));
    withLenses.delete(pathOf(textDocument.uri));
    if (!pulls) void connection.sendDiagnostics({ uri: textDocument.uri, diagnostics: [] });
    inBackground(session.close(textDocument.uri).then(publishProfiles));
  });
  connection.onDidChangeWatchedFiles(({ changes }) =>
    inBackground(session.filesChanged(changes.map(({ uri }) => uri))),
  );

  for (const handler of handlers) {
    connection.onRequest(handler.method, async (params, token) => {
      const path = pathOf(params.textDocument.uri);
      const huge = isHuge(session.text(path));
      const reads = handler.needs === 'file' || (handler.needs === 'file unless huge' && !huge);
      const turn = `${handler.method} ${path}`;
      const given = givenBack.get(turn) ?? 0;
      const until = performance.now() + (huge && given < mostGivenBack ? patience : longPatience);
      while (session.isOpen(path)) {
        const isRead = !reads || (await settled(session.ready(path), until - performance.now()));
        if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
        if (!isRead) {
          givenBack.set(turn, given + 1);
          throw notYet();
        }
        givenBack.delete(turn);
        if (!session.isOpen(path)) break;
        const view = session.project.workspace.view(path);
        const request: Request = { session, path, view, pause: pauseAfter(slice) };
        const answer = await handler.run(request, params);
        if (answer !== undefined) {
          if (handler.method === CodeLensRequest.method) withLenses.add(path);
          else if (handler.shownBeside) inviteLenses(path);
          return answer;
        }
        if (performance.now() > until) throw notYet();
        await platform.breathe();
      }
      return handler.absent ?? null;
    });
  }
  connection.onRequest(resolveMethod, (item) => resolveCompletion(session, item));
  connection.onRequest('headroom/rulePage', async ({ id }: { id: string }) => {
    const { pages } = await import('../rule-pages.generated.ts');
    return Object.hasOwn(pages, id) ? { title: id, markdown: pages[id] } : null;
  });
  connection.listen();

  /** Work that nobody waits for: its failure is told, and the server goes on. */
  function inBackground(work: Promise<unknown>): void {
    work.catch((error: unknown) => connection.console.error(String(error)));
  }

  /** Reads the settings: those that the client keeps, or those sent along. */
  async function configure(sent: unknown): Promise<void> {
    const asked = client.workspace?.configuration ? await connection.workspace.getConfiguration('headroom') : sent;
    if (asked === undefined || asked === null) return;
    const { settings, problems } = readSettings(asked);
    for (const problem of problems) connection.console.warn(problem);
    session.configure(settings);
  }

  /** A document or something it depends on is new: its status, its diagnostics and those of its neighbours. */
  function announce(path: string, cause: 'text' | 'world'): void {
    if (ended) return;
    if (!pulls) dirty.add(path);
    if (cause === 'world') stale = true;
    if (refresh === undefined) refresh = setTimeout(() => inBackground(settle()), pulls ? settling : 0);
  }

  async function settle(): Promise<void> {
    refresh = undefined;
    tellHosts();
    if (follows) void connection.sendNotification('headroom/changed');
    const others = stale;
    stale = false;
    if (others) {
      publishProfiles();
      if (client.workspace?.inlayHint?.refreshSupport) connection.languages.inlayHint.refresh();
      if (client.workspace?.codeLens?.refreshSupport) inBackground(connection.sendRequest(CodeLensRefreshRequest.type));
    }
    if (pulls) {
      if (others && client.workspace?.diagnostics?.refreshSupport) connection.languages.diagnostics.refresh();
      return;
    }
    const changed = [...dirty];
    dirty.clear();
    for (const path of changed) await publish(path);
    for (const path of others ? [...session.openPaths()] : []) {
      if (changed.includes(path)) continue;
      await platform.breathe();
      await publish(path, sent.get(path));
    }
  }

  /**
   * VS Code forgets that it was about to ask for lenses when the editor loses the focus (`onDidBlurEditorText` in its
   * codelensController.ts), as it does to what is shown beside it, and asks only when it is told to.
   */
  function inviteLenses(path: string): void {
    if (withLenses.has(path) || !client.workspace?.codeLens?.refreshSupport) return;
    withLenses.add(path);
    inBackground(connection.sendRequest(CodeLensRefreshRequest.type));
  }

  function tellHosts(): void {
    for (const path of session.openPaths()) {
      const status = session.hostStatus(path);
      const words = status && `${status.label} ${status.detail}`;
      if (!words || told.get(path) === words) continue;
      told.set(path, words);
      void connection.sendNotification('headroom/hostStatus', { uri: session.uri(path), ...status });
    }
  }

  /**
   * Sends the diagnostics of a document.
   * @param before the findings that the client has, where it need not hear the same again
   */
  async function publish(path: string, before?: readonly Finding[]): Promise<void> {
    await session.ready(path);
    if (ended || !session.isOpen(path)) return;
    const findings = session.project.findingsOf(path);
    if (findings === before) return;
    sent.set(path, findings);
    void connection.sendDiagnostics({ uri: session.uri(path), diagnostics: diagnostics(session, path) });
  }

  /** What is wrong with a profile is shown in the profile, whether or not it is open. */
  function publishProfiles(): void {
    const problems = new Map([...faulty].map((path): [string, readonly ProfileProblem[]] => [path, []]));
    for (const profile of session.profiles()) problems.set(profile.path, profile.problems);
    for (const [path, found] of problems) {
      if (found.length > 0) faulty.add(path);
      else if (!faulty.delete(path)) continue;
      void connection.sendDiagnostics({
        uri: session.uri(path),
        diagnostics: found.map(({ line, start, end, message }) => ({
          range: rangeOf(Text.empty, line, start, end),
          severity: DiagnosticSeverity.Error,
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
