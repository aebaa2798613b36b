/** The only list of languages. */
import type { Language } from '../engine/language.ts';
import { haproxy } from './haproxy/language.ts';
import { limits } from './limits/language.ts';
import { sysctl } from './sysctl/language.ts';

export const languages: readonly Language[] = [haproxy, sysctl, limits];

/** Endings of templates: what stands before one says what the file will become. */
const templateEnding = /\.(j2|erb|tmpl|ctmpl)$/;

/** The language with an id; undefined where there is none. */
export function languageById(id: string): Language | undefined {
  return languages.find((language) => language.id === id);
}

/**
 * The language of a file, by its path or, where that says nothing, by its first line.
 * @param path with `/` between its parts
 */
export function detectLanguage(path: string, firstLine = ''): Language | undefined {
  const plain = path.replace(templateEnding, '');
  return (
    languages.find((language) => language.detection.path.test(plain)) ??
    languages.find((language) => language.detection.firstLine.test(firstLine))
  );
}
