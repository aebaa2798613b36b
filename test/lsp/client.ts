/**
 * A language client for tests, in the process of the server: a real connection over two streams, documents kept by another
 * implementation of the protocol's text, and files that exist only here. It waits for what the server says, never for time.
 */
import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import {
  type CancellationToken,
  type ClientCapabilities,
  createConnection,
  createProtocolConnection,
  type Diagnostic,
  type DocumentDiagnosticReport,
  FileChangeType,
  type InitializeResult,
  LSPErrorCodes,
  type PublishDiagnosticsParams,
  type Range,
  StreamMessageReader,
  StreamMessageWriter,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { startServer } from '../../server/src/lsp/server.ts';
import { machineWith } from '../harness/machine.ts';

export interface ClientOptions {
  /** Content of files by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Whether the client asks for diagnostics; else they are sent to it. */
  readonly pull?: boolean;
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: unknown;
  /** Answers the server's question for its settings; without it the client does not keep any. */
  readonly settings?: () => unknown;
}

interface Wait<T> {
  readonly test: (said: T) => boolean;
  readonly done: (said: T) => void;
}

/** What was said of one kind, and who waits for more of it. */
class Heard<T> {
  readonly all: T[] = [];
  private waits: Wait<T>[] = [];

  say(said: T): void {
    this.all.push(said);
    const met = this.waits.filter((wait) => wait.test(said));
    this.waits = this.waits.filter((wait) => !met.includes(wait));
    for (const wait of met) wait.done(said);
  }

  /** The next thing said that passes the test; what was said before does not count. */
  next(test: (said: T) => boolean = () => true): Promise<T> {
    return new Promise((done) => this.waits.push({ test, done }));
  }
}

export interface HostStatus {
  readonly uri: string;
  readonly label: string;
  readonly detail: string;
}

export const uriOf = (path: string): string => `file://${path}`;

export class Client {
  readonly files = new Map<string, string>();
  readonly published = new Heard<PublishDiagnosticsParams>();
  readonly refreshed = new Heard<null>();
  /** What the server wants to be asked for again besides diagnostics: `inlayHint`, `codeLens`. */
  readonly outdated = new Heard<string>();
  readonly status = new Heard<HostStatus>();
  /** Something that a report depends on has changed. */
  readonly changed = new Heard<null>();
  readonly log = new Heard<string>();
  readonly registered: string[] = [];
  readonly documents = new Map<string, TextDocument>();
  capabilities: InitializeResult['capabilities'] = {};

  private constructor(
    private readonly connection: ReturnType<typeof createProtocolConnection>,
    private readonly streams: readonly PassThrough[],
  ) {}

  static async start(options: ClientOptions = {}): Promise<Client> {
    const [up, down] = [new PassThrough(), new PassThrough()];
    const server = createConnection(new StreamMessageReader(up), new StreamMessageWriter(down));
    const client = new Client(createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up)), [
      up,
      down,
    ]);
    for (const [path, content] of Object.entries(options.files ?? {})) client.files.set(path, content);
    startServer(server, {
      files: {
        read: async (path) => client.files.get(path),
        list: async (folder) =>
          [...client.files.keys()]
            .filter((path) => path.slice(0, path.lastIndexOf('/')) === folder)
            .map((path) => path.slice(folder.length + 1)),
      },
      machine: (path) => (path.startsWith('/own/') ? { cpus: { value: 3, from: 'this machine' } } : undefined),
      running: (path) => (path.startsWith('/own/') ? machineWith({ 'vm/swappiness': '60' }) : undefined),
      breathe: () => new Promise((resolve) => setImmediate(resolve)),
    });
    await client.initialize(options);
    return client;
  }

  private async initialize({
    pull = false,
    capabilities = {},
    initializationOptions,
    settings,
  }: ClientOptions): Promise<void> {
    const { connection } = this;
    connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) =>
      this.published.say(params),
    );
    connection.onNotification('headroom/hostStatus', (status: HostStatus) => this.status.say(status));
    connection.onNotification('headroom/changed', () => this.changed.say(null));
    connection.onNotification('window/logMessage', ({ message }: { message: string }) => this.log.say(message));
    connection.onRequest('workspace/diagnostic/refresh', () => {
      this.refreshed.say(null);
      return null;
    });
    for (const what of ['inlayHint', 'codeLens'])
      connection.onRequest(`workspace/${what}/refresh`, () => {
        this.outdated.say(what);
        return null;
      });
    connection.onRequest('client/registerCapability', ({ registrations }: { registrations: { method: string }[] }) => {
      this.registered.push(...registrations.map((each) => each.method));
      return null;
    });
    connection.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) =>
      items.map(() => settings?.() ?? null),
    );
    connection.listen();
    const result: InitializeResult = await connection.sendRequest('initialize', {
      processId: null,
      rootUri: null,
      initializationOptions,
      capabilities: {
        ...capabilities,
        textDocument: { ...(pull && { diagnostic: {} }), ...capabilities.textDocument },
        workspace: {
          ...(settings && { configuration: true }),
          diagnostics: { refreshSupport: pull },
          ...capabilities.workspace,
        },
      },
    });
    this.capabilities = result.capabilities;
    await connection.sendNotification('initialized', {});
  }

  /** Says goodbye and ends the connection from both sides, so that nothing is left to wait for. */
  async stop(): Promise<void> {
    await this.connection.sendRequest('shutdown');
    this.connection.dispose();
    for (const stream of this.streams) stream.destroy();
  }

  open(uri: string, languageId: string, text: string): void {
    this.documents.set(uri, TextDocument.create(uri, languageId, 1, text));
    this.notify('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
  }

  /** Changes a document by edits, each of which speaks of the text that the one before left; null replaces everything. */
  change(uri: string, ...edits: readonly { range: Range | null; text: string }[]): void {
    const contentChanges = edits.map(({ range, text }) => (range ? { range, text } : { text }));
    const before = this.document(uri);
    this.documents.set(uri, TextDocument.update(before, contentChanges, before.version + 1));
    this.notify('textDocument/didChange', { textDocument: { uri, version: before.version + 1 }, contentChanges });
  }

  close(uri: string): void {
    this.documents.delete(uri);
    this.notify('textDocument/didClose', { textDocument: { uri } });
  }

  document(uri: string): TextDocument {
    const document = this.documents.get(uri);
    assert.ok(document, `${uri} is not open`);
    return document;
  }

  /** Writes files, or with undefined removes them, and tells the server. */
  write(files: Readonly<Record<string, string | undefined>>): void {
    const changes = Object.entries(files).map(([path, content]) => {
      const type =
        content === undefined
          ? FileChangeType.Deleted
          : this.files.has(path)
            ? FileChangeType.Changed
            : FileChangeType.Created;
      if (content === undefined) this.files.delete(path);
      else this.files.set(path, content);
      return { uri: uriOf(path), type };
    });
    this.notify('workspace/didChangeWatchedFiles', { changes });
  }

  notify(method: string, params: object): void {
    void this.connection.sendNotification(method, params);
  }

  request<T>(method: string, params: object, token?: CancellationToken): Promise<T> {
    return token
      ? this.connection.sendRequest<T>(method, params, token)
      : this.connection.sendRequest<T>(method, params);
  }

  /** Asks about a document, again as often as the server wants to be asked again. */
  async ask<T>(method: string, uri: string, params: object = {}): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.request<T>(method, { textDocument: { uri }, ...params });
      } catch (error) {
        assert.ok(isRetry(error) && attempt < 1000, `${method}: ${String(error)}`);
      }
    }
  }

  async pull(uri: string): Promise<readonly Diagnostic[]> {
    const report = await this.ask<DocumentDiagnosticReport>('textDocument/diagnostic', uri);
    assert.equal(report.kind, 'full');
    return 'items' in report ? report.items : [];
  }

  /** Applies an edit to the documents that are open, as an editor does. */
  apply({ changes = {} }: WorkspaceEdit): void {
    for (const [uri, edits] of Object.entries(changes)) {
      const text = TextDocument.applyEdits(this.document(uri), edits as TextEdit[]);
      this.change(uri, { range: null, text });
    }
  }
}

/** Whether the server gave a request back and wants to be asked again. */
export function isRetry(error: unknown): boolean {
  const { code, data } = error as { code?: number; data?: { retriggerRequest?: boolean } };
  return code === LSPErrorCodes.ServerCancelled && data?.retriggerRequest === true;
}

export const range = (line: number, start: number, end: number, lastLine = line): Range => ({
  start: { line, character: start },
  end: { line: lastLine, character: end },
});

/** Diagnostics as `line:start-end severity code`. */
export function shown(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map(({ range: { start, end }, severity, code, source }) => {
    assert.equal(source, 'headroom');
    const last = end.line === start.line ? '' : `${end.line}:`;
    return `${start.line}:${start.character}-${last}${end.character} ${severity} ${code}`;
  });
}
