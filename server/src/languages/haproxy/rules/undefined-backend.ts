import type { Analysis } from '../../../engine/analysis.ts';
import { blockNames, nameIndex, placed } from '../../../engine/names.ts';
import { clipped, nearest, quotedList } from '../../../engine/nearest.ts';
import { type FileReport, type Fix, type Rule, replace } from '../../../engine/rules.ts';
import { isConditional } from '../preprocessor.ts';
import { isFragment } from '../proxies.ts';
import { isTemplate } from '../template.ts';

/** `use_backend` and `default_backend` want the name of a backend or listen section of the whole configuration. */
export const undefinedBackend: Rule = {
  id: 'haproxy/undefined-backend',
  title: 'No backend of this name exists',
  severity: 'error',
  file({ analysis }) {
    const { dangling, referred, defined } = nameIndex(analysis, 'backend');
    if (dangling.size === 0 || isTemplate(analysis)) return [];
    const { defined: frontends } = nameIndex(analysis, 'frontend');
    const fragment = isFragment(analysis);
    const blocks = new Set([...dangling].flatMap((name) => referred.get(name) ?? []));
    const references = placed(analysis, blocks).flatMap(({ block, first }) =>
      blockNames(analysis, block, 'backend').references.map(({ line, it }) => ({ line: first + line, it })),
    );
    return references.flatMap(({ line, it: { name, start, end, uncertain } }): FileReport[] => {
      // A percent sign starts an expression that only a request can tell.
      if (uncertain || name.includes('%') || !dangling.has(name) || isConditional(analysis, line)) return [];
      const frontend = frontends.has(name);
      const told = frontend
        ? `'${clipped(name)}' is a frontend, and only a backend or listen section can take the requests`
        : `No backend or listen section is called '${clipped(name)}'`;
      if (fragment) {
        const message = `${told} in this file; it has to come from another.`;
        return [{ line, start, end, severity: 'hint', message }];
      }
      const near = nearest(name, defined.keys());
      const hint = near.length > 0 ? `; did you mean ${quotedList(near)}?` : '.';
      const change = near.map((each): Fix => {
        return { title: `Change to '${clipped(each)}'`, safe: false, edits: [replace(start, end, each, line)] };
      });
      const fixes = frontend ? change : [...change, create(analysis, name)];
      return [{ line, start, end, message: `${told}${hint}`, fixes }];
    });
  },
};

/** An empty backend behind all other lines. It answers every request with an error until it gets a server. */
function create({ text }: Analysis, name: string): Fix {
  const line = text.lines.length - 1;
  const column = text.line(line).text.length;
  const place = { line, column };
  const before = column > 0 ? '\n\n' : '\n';
  return {
    title: `Create backend '${clipped(name)}'`,
    safe: false,
    edits: [{ start: place, end: place, text: `${before}backend ${name}\n` }],
  };
}
