/** The language server on Node: over stdio for any editor, over IPC for VS Code. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { nodeFiles } from '../host/files.node.ts';
import { machineFor } from '../host/machine.node.ts';
import { runningFor } from '../host/running.node.ts';
import { startServer } from './server.ts';

/** Serves the client at the other end of what the command line names: `--stdio`, `--node-ipc`, `--socket`. */
export function startNodeServer(): void {
  // Reading a file leaves little behind of what it allocates; room for more than that would stay taken for good.
  setFlagsFromString('--semi-space-growth-factor=1');
  // The machine is the editor's: less room is worth more than the last percent of speed.
  setFlagsFromString('--optimize-for-size');
  startServer(createConnection(ProposedFeatures.all), {
    files: nodeFiles,
    machine: machineFor,
    running: runningFor,
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
    tidy: collectGarbage,
  });
}

/** V8 gives its collector to contexts that are made while the flag is set, and to no other. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('globalThis.gc?.()');
  setFlagsFromString('--no-expose-gc');
}
