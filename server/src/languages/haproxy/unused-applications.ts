/** FastCGI applications that no proxy uses: HAProxy parses the value of a `set-param` only for the proxy that sends it. */
import type { Analysis } from '../../engine/analysis.ts';
import { nameIndex, placed } from '../../engine/names.ts';

/** What those rules say may stand in the value; the rest of the line is read with the section. */
const aboutValues: ReadonlySet<string> = new Set([
  'haproxy/sample-expression',
  'haproxy/unknown-keyword',
  'haproxy/invalid-log-format',
]);

/**
 * Whether what a rule says of a line is about a value that HAProxy does not parse, as far as the file tells (`proxy_fcgi_check` in
 * its src/fcgi-app.c); undefined where there is no such line.
 */
export function unparsedValuesIn(analysis: Analysis): ((line: number, ruleId: string) => boolean) | undefined {
  const index = nameIndex(analysis, 'fcgi-app');
  if (index.idle.size === 0) return undefined;
  const blocks = new Set([...index.idle].flatMap((name) => index.defined.get(name) ?? []));
  const lines = new Set<number>();
  for (const { block, first } of placed(analysis, blocks))
    for (const [at, { text }] of block.lines.entries()) if (/^\s*set-param\s/.test(text)) lines.add(first + at);
  return lines.size > 0 ? (line, ruleId) => lines.has(line) && aboutValues.has(ruleId) : undefined;
}
