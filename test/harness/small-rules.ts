/** Rules small enough to be seen through, for tests of what the engine makes of a rule's reports. */
import { type Rule, replace } from '../../server/src/engine/rules.ts';
import type { Statement } from '../../server/src/engine/statement.ts';

/** A statement without its comment; empty where it says nothing. */
function contentOf({ text, words, comment }: Statement): string {
  return words.length === 0 ? '' : comment < 0 ? text : text.slice(0, comment);
}

/** Reports every `bad` in a line that is no comment, with a fix. */
export const badWord: Rule = {
  id: 'test/bad-word',
  title: 'A bad word',
  severity: 'warning',
  statement: (statement) =>
    Array.from(contentOf(statement).matchAll(/bad/g), ({ index }) => ({
      start: index,
      end: index + 3,
      message: 'This is bad.',
      fixes: [{ title: 'Make it good', safe: true, edits: [replace(index, index + 3, 'good')] }],
    })),
};

/** Reports a line that holds `odd`. */
export const oddLine: Rule = {
  id: 'test/odd-line',
  title: 'An odd line',
  severity: 'information',
  statement(statement) {
    const content = contentOf(statement);
    return content.includes('odd')
      ? [{ start: 0, end: content.length, message: 'This is odd.', severity: 'error' }]
      : undefined;
  },
};

/** Says of a line that holds `heavy` that it depends on the memory of the host. */
export const heavyLine: Rule = {
  id: 'test/heavy-line',
  title: 'A heavy line',
  severity: 'warning',
  statement(statement, { host, lacks }) {
    const content = contentOf(statement);
    if (!content.includes('heavy')) return undefined;
    if (host.memory) return [{ start: 0, end: content.length, message: `Heavy for ${host.memory.value} bytes.` }];
    lacks('memory', 0, content.length, 'This may be heavy.');
    return undefined;
  },
};

/** Speaks only when asked to. */
const shyLine: Rule = {
  id: 'test/shy-line',
  title: 'A shy line',
  severity: 'hint',
  optIn: true,
  statement: (statement) =>
    contentOf(statement).includes('shy') ? [{ start: 0, end: 3, message: 'This is shy.' }] : undefined,
};

/** Reports the last line of a file that sets a key which another line sets too. */
export const setTwice: Rule = {
  id: 'test/set-twice',
  title: 'A key set twice',
  severity: 'warning',
  file: (view) =>
    [...view.settings().values()].flatMap((lines) => {
      const last = lines[lines.length - 1];
      if (!last || lines.length < 2 || last.analysis !== view.analysis) return [];
      return [
        { line: last.line, start: last.setting.start, end: last.setting.end, message: `Set ${lines.length} times.` },
      ];
    }),
};

export const smallRules: readonly Rule[] = [badWord, oddLine, heavyLine, shyLine, setTwice];
