/** The sources of the project, for tests that hold them to the rules of the house. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

export interface Source {
  /** Path below the project, with `/` between its parts. */
  readonly path: string;
  readonly source: string;
}

let files: readonly string[] | undefined;

/** Every file that is or may be committed, by its path below the project. */
export function projectFiles(): readonly string[] {
  files ??= execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: projectRoot,
    encoding: 'utf8',
  })
    .split('\0')
    .filter((file) => file !== '' && existsSync(path.join(projectRoot, file)));
  return files;
}

export function readProjectFile(file: string): string {
  return readFileSync(path.join(projectRoot, file), 'utf8');
}

/** The TypeScript sources below a folder, without those that are generated. */
export function sourcesIn(folder: string): Source[] {
  return projectFiles()
    .filter((file) => file.startsWith(`${folder}/`) && file.endsWith('.ts') && !file.includes('.generated.'))
    .map((file) => ({ path: file, source: readProjectFile(file) }));
}

/** What a module imports, statically or later. */
export function importsOf(source: string): string[] {
  const text = withoutComments(source);
  const pattern = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)(['"`])([^'"`\n]+)\1/g;
  return Array.from(text.matchAll(pattern), (found) => found[2] as string);
}

/**
 * Comments, strings, templates and regular expressions as alternatives, so that none is taken for another. A slash begins a
 * regular expression where no value can have ended before it.
 */
const lexical =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`|(?<=[=(,:[!&|?{};\n>]\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/g;

/** A source with its comments blanked out. */
export function withoutComments(source: string): string {
  return source.replace(lexical, (found) => (/^\/[*/]/.test(found) ? ' ' : found));
}

/** A source with its comments, strings and regular expressions blanked out; what stands in `${}` of a template stays. */
export function withoutText(source: string): string {
  return source.replace(lexical, (found) => {
    if (!found.startsWith('`')) return ' ';
    return Array.from(found.matchAll(/\$\{([^}]*)\}/g), (each) => each[1]).join(' ');
  });
}
