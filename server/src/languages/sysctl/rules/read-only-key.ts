import { type Rule, removeLine } from '../../../engine/rules.ts';
import { isGone, keyName, keyOf } from '../kernel.ts';
import { isAssignment } from '../syntax.ts';

/** The key can be read but not written, by root neither: its mode has no write bit. */
export const readOnlyKey: Rule = {
  id: 'sysctl/read-only-key',
  title: 'The key cannot be written',
  severity: 'error',
  statement(statement, { host }) {
    const fact = keyOf(statement);
    const word = statement.words[0];
    if (!fact?.readOnly || !word || isGone(fact, host) || !isAssignment(statement.text)) return;
    return [
      {
        start: word.start,
        end: word.end,
        message: `'${keyName(statement)}' only shows something: the kernel refuses every write to it (EACCES), root's too.`,
        fixes: [{ title: 'Remove the line', safe: true, edits: [removeLine()] }],
      },
    ];
  },
};
