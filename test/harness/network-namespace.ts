/** Runs a script in a network namespace of its own, which only root may make. */
import { spawnSync } from 'node:child_process';
import { readlinkSync } from 'node:fs';

/**
 * @param script of TypeScript; its first argument is the namespace that this runs in
 * @returns what it prints as JSON, or why there is none
 */
export function inNetworkNamespace<Answer>(script: string, input?: unknown): Answer | { readonly failed: string } {
  if (process.platform !== 'linux') return { failed: 'this is no Linux' };
  const own = readlinkSync('/proc/self/ns/net');
  const command = ['-n', process.execPath, '--import', 'tsx', script, own];
  const { status, stdout, stderr, error } = spawnSync('unshare', command, {
    encoding: 'utf8',
    input: JSON.stringify(input ?? null),
    timeout: 60_000,
    maxBuffer: 2 ** 26,
  });
  return error || status !== 0 ? { failed: error?.message ?? stderr.trim() } : (JSON.parse(stdout) as Answer);
}
