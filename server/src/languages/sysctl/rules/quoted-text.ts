import { type Rule, replace } from '../../../engine/rules.ts';
import { keyName, keyOf, takesValues } from '../kernel.ts';

/** No loader removes quotes (tried with eight), and a text is stored as it stands. */
export const quotedText: Rule = {
  id: 'sysctl/quoted-text',
  title: 'The quotes become part of the text',
  severity: 'warning',
  statement(statement, { host }) {
    const fact = keyOf(statement);
    const { setting, text } = statement;
    if (fact?.type !== 'string' || !setting || setting.uncertain || !takesValues(fact, host)) return;
    const value = text.slice(setting.start, setting.end);
    const bare = /^(["'])(.*)\1$/.exec(value)?.[2];
    if (!bare) return;
    return [
      {
        start: setting.start,
        end: setting.end,
        message: `Nothing removes quotes: '${keyName(statement)}' becomes the text with them, ${value.length} characters.`,
        fixes: [{ title: 'Remove the quotes', safe: true, edits: [replace(setting.start, setting.end, bare)] }],
      },
    ];
  },
};
