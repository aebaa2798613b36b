/** The project's own sources, for tests that read them. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectRoot = join(dirname(fileURLToPath(import.meta.url)), '../..');

export interface Source {
  /** Below the project, with `/` between its parts. */
  readonly path: string;
  /** The text without comments and without what stands in quotes over several lines. */
  readonly code: string;
}

/** The TypeScript sources below a folder of the project; generated ones are left out. */
export function sourcesBelow(folder: string): readonly Source[] {
  return readdirSync(join(projectRoot, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ts$/.test(entry.name) && !entry.name.includes('.generated.'))
    .map((entry) => {
      const file = join(entry.parentPath ?? entry.path, entry.name);
      const path = relative(projectRoot, file).split(sep).join('/');
      return { path, code: withoutComments(readFileSync(file, 'utf8')) };
    });
}

/** What a source imports, statically or not: a package's name, or a path below the project. */
export function importsOf(path: string, code: string): readonly string[] {
  return [...code.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g)].map(([, from]) =>
    from?.startsWith('.') ? posix.join(posix.dirname(path), from) : (from as string),
  );
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}
