/** A client that starts a language server and takes the time of its answers. */
import { type ChildProcess, spawn } from 'node:child_process';
import {
  createProtocolConnection,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';

const retryable = new Set([-32800, -32801, -32802]);
const uri = 'file:///bench/haproxy.cfg';

export class Client {
  private version = 1;

  private constructor(
    private readonly child: ChildProcess,
    private readonly connection: ProtocolConnection,
    /** From the start of the process to the answer to `initialize`, in milliseconds. */
    readonly coldStart: number,
  ) {}

  static async start(script: string): Promise<Client> {
    const begun = performance.now();
    const child = spawn(process.execPath, [script, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const connection = createProtocolConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    connection.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) => items.map(() => null));
    connection.onRequest('client/registerCapability', () => null);
    connection.onRequest('workspace/diagnostic/refresh', () => null);
    connection.listen();
    const capabilities = { textDocument: { diagnostic: {} }, workspace: { configuration: true } };
    await connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities });
    const coldStart = performance.now() - begun;
    void connection.sendNotification('initialized', {});
    return new Client(child, connection, coldStart);
  }

  open(text: string): void {
    void this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'haproxy', version: this.version, text },
    });
  }

  /** Types or deletes in one line. */
  type(line: number, character: number, text: string, removed = 0): void {
    const range = { start: { line, character }, end: { line, character: character + removed } };
    const textDocument = { uri, version: ++this.version };
    void this.connection.sendNotification('textDocument/didChange', {
      textDocument,
      contentChanges: [{ range, text }],
    });
  }

  /** Sends a request; returns its answer, or undefined when the server asks to be asked again, and how long that took. */
  async ask(method: string, params: object): Promise<{ answer: unknown; retry: boolean; milliseconds: number }> {
    const begun = performance.now();
    try {
      const answer = await this.connection.sendRequest(method, { textDocument: { uri }, ...params });
      return { answer, retry: false, milliseconds: performance.now() - begun };
    } catch (error) {
      if (!retryable.has((error as { code: number }).code)) throw error;
      return { answer: undefined, retry: true, milliseconds: performance.now() - begun };
    }
  }

  /** Diagnostics of the present text; asks again as often as the server wants. */
  async diagnostics(): Promise<readonly unknown[]> {
    for (;;) {
      const { answer, retry } = await this.ask('textDocument/diagnostic', {});
      if (!retry) return (answer as { items: unknown[] }).items;
    }
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    await this.connection.sendRequest('shutdown');
    void this.connection.sendNotification('exit');
    await ended;
    this.connection.dispose();
  }
}
