import { clipped, nearest, quotedList } from '../../../engine/nearest.ts';
import { type Rule, replace } from '../../../engine/rules.ts';
import { sysctlKeys } from '../facts/keys.ts';
import { insteadOf, keyOf } from '../kernel.ts';
import { alternatives, spelledLike } from '../key.ts';
import { meantKey, meantLine } from '../meant.ts';
import { loaderOf } from '../order.ts';

/** Families of patches that are no part of the kernel: their keys are not in the table and not wrong either. */
const patched = /^kernel\.(?:grsecurity|pax)\./;

/** Beyond this braces multiply to more lines than anybody means. */
const longestBraces = 200;

/** No kernel has, or had, a key of this name (the key tables of 102 kernel trees, 2.4 to 7.2). */
export const unknownKey: Rule = {
  id: 'sysctl/unknown-key',
  title: 'No kernel knows this key',
  severity: 'warning',
  problems: ['unknown-key'],
  problem(problem, statement, { host }) {
    const { start, end } = problem;
    const written = statement.text.slice(start, end);
    const key = problem.detail ?? written;
    if (written === '' || patched.test(key) || meantLine(statement.text)) return;
    const none = `No Linux kernel from 2.4 to 7.2 has a key '${clipped(key)}'`;
    const change = (name: string, safe: boolean) => ({
      title: `Change to '${clipped(name)}'`,
      safe,
      edits: [replace(start, end, name)],
    });
    const each = written.length <= longestBraces ? alternatives(written) : undefined;
    if (each) {
      const [before, behind] = [statement.text.slice(0, start), statement.text.slice(end)];
      const lines = each.map((name) => `${before}${name}${behind}`).join('\n');
      return {
        start,
        end,
        message: `No loader expands braces: '${clipped(key)}' is looked for as it stands, and each key needs a line.`,
        fixes: [{ title: `Write ${each.length} lines`, safe: true, edits: [replace(0, statement.text.length, lines)] }],
      };
    }
    const fact = keyOf(statement);
    if (fact) {
      const { suggestion } = problem;
      if (!suggestion) return { start, end, message: `${none}.${insteadOf(fact)}` };
      return {
        start,
        end,
        message: `${none}: '${suggestion}' is meant.`,
        fixes: [change(spelledLike(suggestion, written), true)],
      };
    }
    const meant = meantKey(written);
    if (meant) {
      // Only busybox tries the path as it stands.
      if (loaderOf(host)?.program === 'busybox' && /^\/?proc\/sys\/|\.\d+\./.test(written)) return;
      const message = `The loaders find no key '${clipped(written)}': ${meant.reason}.`;
      return { start, end, message, fixes: [change(meant.key, true)] };
    }
    const near = nearest(key, namesLike(key, problem.candidates?.() ?? [])).filter((name) => sameEnd(name, key));
    const hint = near.length > 0 ? `; did you mean ${quotedList(near)}?` : '.';
    return {
      start,
      end,
      message: `${none}${hint}`,
      fixes: near.map((name) => change(spelledLike(name, written), false)),
    };
  },
};

/** The names of the table, the places for an interface filled in as in the key that was written. */
function* namesLike(key: string, names: Iterable<string>): Iterable<string> {
  const written = key.split('.');
  for (const name of names) {
    if (!name.includes('<')) yield name;
    else {
      const elements = name.split('.');
      if (elements.length !== written.length) continue;
      const filled = elements.map((element, at) => (element.startsWith('<') ? written[at] : element)).join('.');
      yield sysctlKeys.get(name)?.onlyUnder
        ? name.replace('<name>', 'default')
        : filled.replace('.neigh.all.', '.neigh.default.');
    }
  }
}

/** Whether the last elements are alike too; a long common beginning alone makes no two keys alike. */
function sameEnd(name: string, key: string): boolean {
  const last = (of: string) => of.slice(of.lastIndexOf('.') + 1);
  return nearest(last(key), [last(name)]).length > 0;
}
