/** Configuration files on this machine. What cannot be read as text is said in words; nothing here throws. */
import { constants } from 'node:fs';
import { open, readdir, readFile, realpath, stat } from 'node:fs/promises';
import type { FileSource } from './project.ts';

/** What the bytes of a file come to. */
export type FileText =
  | {
      readonly text: string;
      /** The first line, from 0, with bytes that are not UTF-8. They are replaced in `text`, which must not be written back. */
      readonly invalidLine?: number;
    }
  | {
      /** Why it cannot be read: the end of a sentence, without a full stop. */
      readonly problem: string;
      /** There is no such file. */
      readonly missing?: true;
    };

/** Files for a project; the ones that cannot be read are not there. */
export const nodeFiles: Required<FileSource> = {
  async read(path) {
    const file = await readText(path);
    return 'text' in file ? file.text : undefined;
  },
  list: listFiles,
  async isFolder(path) {
    try {
      await readdir(path);
      return true;
    } catch {
      return false;
    }
  },
};

/**
 * Reads a file as text.
 * @param path with `/` between its parts
 * @param special also read what is no regular file, which may wait for whoever writes to it: a pipe somebody named
 */
export async function readText(path: string, special = false): Promise<FileText> {
  try {
    const status = await stat(path);
    if (status.isDirectory()) return { problem: 'is a folder' };
    if (!status.isFile() && !special && !(await isNull(path))) return { problem: 'is not a regular file' };
    return decodeText(await readFile(path));
  } catch (error) {
    return problemOf(error);
  }
}

/** Bytes as text: UTF-8, a byte order mark kept, because the programs do not skip it either. */
export function decodeText(bytes: Uint8Array): FileText {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff) || hasEveryOtherByteZero(bytes)) {
    return { problem: 'is UTF-16 text, which none of the programs can read; save it as UTF-8' };
  }
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  if (isBinary(bytes, text)) return { problem: 'is a binary file' };
  if (!text.includes(replacement)) return { text };
  const invalidLine = firstInvalidLine(bytes);
  return invalidLine === undefined ? { text } : { text, invalidLine };
}

/** The first line of a file, as far as it can be told from its beginning; empty where it cannot be read. */
export async function firstLineOf(path: string): Promise<string> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(512), 0, 512, 0);
      return buffer.toString('utf8', 0, bytesRead).split('\n', 1)[0] as string;
    } finally {
      await file.close();
    }
  } catch {
    return '';
  }
}

/** Whether a path leads to /dev/null: systemd's way to say that a file of that name shall not count. */
export async function isNull(path: string): Promise<boolean> {
  return (await realpath(path)) === '/dev/null';
}

/** What a failed call to the file system means, in words. */
export function problemOf(
  error: unknown,
  wanted: 'read' | 'written' = 'read',
): { readonly problem: string; readonly missing?: true } {
  const code = (error as NodeJS.ErrnoException).code;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return { problem: 'no such file or folder', missing: true };
    case 'EACCES':
    case 'EPERM':
      return { problem: `may not be ${wanted}: permission denied` };
    case 'EISDIR':
      return { problem: 'is a folder' };
    case 'ELOOP':
      return { problem: 'is a link that leads back to itself' };
    default:
      return { problem: `cannot be ${wanted}${error instanceof Error ? `: ${error.message}` : ''}` };
  }
}

async function listFiles(folder: string): Promise<readonly string[]> {
  try {
    const names: string[] = [];
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const isFile = entry.isFile() || (entry.isSymbolicLink() && (await leadsToFile(`${folder}/${entry.name}`)));
      if (isFile) names.push(entry.name);
    }
    return names.sort();
  } catch {
    return [];
  }
}

async function leadsToFile(link: string): Promise<boolean> {
  try {
    return (await stat(link)).isFile() || (await isNull(link));
  } catch {
    return false;
  }
}

const replacement = '\uFFFD';
/** How much of a file decides whether it is text. */
const sample = 8192;

/** A NUL and a tenth of bytes that no text has; a single NUL is a mistake in a text, and the programs have words for it. */
function isBinary(bytes: Uint8Array, text: string): boolean {
  if (!bytes.subarray(0, sample).includes(0)) return false;
  const start = text.slice(0, sample);
  const odd = start.match(/[\0-\x07\x0e-\x1a\x1c-\x1f\x7f\ufffd]/g)?.length ?? 0;
  return odd >= 16 && odd * 10 > start.length;
}

/** ASCII in UTF-16 without a byte order mark: one byte of every pair is zero, and the other one never. */
function hasEveryOtherByteZero(bytes: Uint8Array): boolean {
  const start = bytes.subarray(0, sample & ~1);
  if (start.length < 8 || start.length % 2 !== 0) return false;
  const zeros: [number, number] = [0, 0];
  for (let i = 0; i < start.length; i++) if (start[i] === 0) zeros[(i % 2) as 0 | 1]++;
  const pairs = start.length / 2;
  return (zeros[0] === 0 && zeros[1] > pairs * 0.9) || (zeros[1] === 0 && zeros[0] > pairs * 0.9);
}

/** The first line that is not UTF-8; undefined where each is, and a replacement character is the file's own. */
function firstInvalidLine(bytes: Uint8Array): number | undefined {
  const strict = new TextDecoder('utf-8', { fatal: true });
  let line = 0;
  for (let from = 0; from < bytes.length; line++) {
    const end = bytes.indexOf(10, from);
    const to = end < 0 ? bytes.length : end + 1;
    try {
      strict.decode(bytes.subarray(from, to));
    } catch {
      return line;
    }
    from = to;
  }
  return undefined;
}
