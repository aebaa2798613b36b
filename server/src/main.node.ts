/** The language server on Node: over stdio for any editor, over IPC for VS Code. */
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { machineFor } from './host/machine.node.ts';
import { nodeFiles } from './host/files.node.ts';
import { startServer } from './lsp/server.ts';

/** Serves the client at the other end of stdin and stdout, or of what the command line names. */
export function startStdioServer(): void {
  startServer(createConnection(ProposedFeatures.all), {
    files: nodeFiles,
    machine: machineFor,
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
  });
}
