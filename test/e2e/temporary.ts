import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectRoot } from '../../server/tools/process.ts';

/** Calls `use` with a folder of its own that is gone afterwards, whatever happens. */
export async function inTemporaryFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'headroom-e2e-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A copy of a sample host that a test may edit; returns its folder. */
export function copySample(name: string, folder: string): string {
  const copy = path.join(folder, name);
  cpSync(path.join(projectRoot, 'test', 'samples', name), copy, { recursive: true });
  return copy;
}
