import { nearest, quotedList } from '../../../engine/nearest.ts';
import { type Rule, replace } from '../../../engine/rules.ts';
import { spelledLike } from '../key.ts';

/** No kernel has, or had, a key of this name (the key tables of 102 kernel trees, 2.4 to 7.2). */
export const unknownKey: Rule = {
  id: 'sysctl/unknown-key',
  title: 'No kernel knows this key',
  severity: 'warning',
  problems: ['unknown-key'],
  problem(problem, statement) {
    const written = statement.text.slice(problem.start, problem.end);
    const key = problem.detail ?? written;
    const near = nearest(key, problem.candidates?.() ?? []);
    const hint = near.length > 0 ? `; did you mean ${quotedList(near)}?` : '.';
    return {
      start: problem.start,
      end: problem.end,
      message: `No Linux kernel from 2.4 to 7.2 has a key '${key}'${hint}`,
      fixes: near.map((name) => ({
        title: `Change to '${name}'`,
        safe: false,
        edits: [replace(problem.start, problem.end, spelledLike(name, written))],
      })),
    };
  },
};
