import type { Analysis } from '../../../engine/analysis.ts';
import { fileNames } from '../../../engine/names.ts';
import { nearest, quotedList } from '../../../engine/nearest.ts';
import { type Fix, type Rule, replace } from '../../../engine/rules.ts';
import { isConditional } from '../preprocessor.ts';
import { headersOf, isFragment, targetKinds } from '../proxies.ts';
import { isTemplate } from '../template.ts';

/** `use_backend` and `default_backend` want the name of a backend or listen section of the whole configuration. */
export const undefinedBackend: Rule = {
  id: 'haproxy/undefined-backend',
  title: 'No backend of this name exists',
  severity: 'error',
  file({ analysis }) {
    if (isTemplate(analysis)) return [];
    const { references } = fileNames(analysis, 'backend');
    if (references.length === 0) return [];
    const targets = new Set<string>();
    const frontends = new Map<string, number>();
    for (const { kind, name, line } of headersOf(analysis)) {
      if (targetKinds.includes(kind)) targets.add(name);
      else if (kind === 'frontend') frontends.set(name, line);
    }
    const fragment = isFragment(analysis);
    return references.flatMap(({ line, it: { name, start, end, uncertain } }) => {
      // A percent sign starts an expression that only a request can tell.
      if (uncertain || name.includes('%') || targets.has(name) || isConditional(analysis, line)) return [];
      const near = nearest(name, targets);
      const frontend = frontends.get(name);
      const told = frontend === undefined ? `No backend or listen section is called '${name}'` : `'${name}' is a frontend, and only a backend or listen section can take the requests`;
      const hint = near.length > 0 ? `; did you mean ${quotedList(near)}?` : '.';
      const fixes: Fix[] = near.map((each) => ({
        title: `Change to '${each}'`,
        safe: false,
        edits: [replace(start, end, each, line)],
      }));
      if (frontend === undefined) fixes.push(create(analysis, name));
      return [
        {
          line,
          start,
          end,
          ...(fragment && { severity: 'hint' as const }),
          message: fragment ? `${told} in this file; it has to come from another.` : `${told}${hint}`,
          fixes,
        },
      ];
    });
  },
};

/** An empty backend behind all other lines. It answers every request with an error until it gets a server. */
function create({ text }: Analysis, name: string): Fix {
  const line = text.lines.length - 1;
  const column = text.line(line).text.length;
  const place = { line, column };
  const before = column > 0 ? '\n\n' : '\n';
  return { title: `Create backend '${name}'`, safe: false, edits: [{ start: place, end: place, text: `${before}backend ${name}\n` }] };
}
