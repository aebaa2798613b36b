import { type Rule, replace } from '../../../engine/rules.ts';

/** HAProxy takes a condition of no words, and one that breaks off, without a word. */
export const emptyCondition: Rule = {
  id: 'haproxy/empty-condition',
  title: 'A condition without a test',
  severity: 'warning',
  advice: true,
  problems: ['empty-condition', 'dangling-operator'],
  problem({ code, start, end, detail }, { text }) {
    const word = text.slice(start, end);
    if (code === 'empty-condition') {
      const effect = word === 'if' ? 'is never done' : 'is always done';
      return {
        start,
        end,
        message: `Nothing stands behind '${word}': HAProxy accepts the line, and what it says ${effect}.`,
      };
    }
    const before = text.slice(0, start).trimEnd().length;
    const fix = { title: `Remove '${word}'`, safe: true, edits: [replace(before, end, '')] };
    return {
      start,
      end,
      message: `No test stands ${detail} '${word}': HAProxy passes over it in silence.`,
      fixes: [fix],
    };
  },
};
