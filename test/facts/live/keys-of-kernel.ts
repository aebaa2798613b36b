/** The values below /proc/sys of the network namespace this runs in: how many bits allow what, and the text of each. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

export interface KernelKey {
  /** Below /proc/sys. */
  readonly path: string;
  readonly writable: boolean;
  readonly readable: boolean;
  /** Undefined for what may not be read, or has no value yet. */
  readonly text?: string;
}

export function keysOfKernel(folder = '/proc/sys', below = ''): KernelKey[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return keysOfKernel(file, `${below}${entry.name}/`);
    const { mode } = statSync(file);
    const text = textOf(file);
    return [
      {
        path: below + entry.name,
        writable: (mode & 0o222) !== 0,
        readable: (mode & 0o444) !== 0,
        ...(text !== undefined && { text }),
      },
    ];
  });
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trimEnd();
  } catch {
    return undefined;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.stdout.write(JSON.stringify(keysOfKernel()));
