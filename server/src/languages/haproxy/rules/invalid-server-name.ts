import { clipped } from '../../../engine/nearest.ts';
import { type Rule, replace } from '../../../engine/rules.ts';

/** Names of servers are made of letters, digits and a few signs (`_srv_parse_init` in HAProxy's src/server.c). */
export const invalidServerName: Rule = {
  id: 'haproxy/invalid-server-name',
  title: 'A character that no name of a server may hold',
  severity: 'error',
  facts: [
    'directive/proxy/server',
    'directive/proxy/server-template',
    'directive/peers/server',
    'directive/peers/peer',
    'directive/ring/server',
  ],
  statement({ words, text }) {
    const template = words[0]?.text === 'server-template';
    const word = words[1];
    if (!word || word.uncertain) return undefined;
    const wrong = (template ? forbiddenInPrefix : forbidden).exec(word.text)?.[0];
    if (wrong === undefined) return undefined;
    const { start, end } = word;
    const plain = word.text.replace(template ? allForbiddenInPrefix : allForbidden, '_');
    return [
      {
        start,
        end,
        message: `The name of a server may hold letters, digits and ${template ? '- _ .' : '- _ . :'} only, so '${wrong}' in '${clipped(word.text)}' is refused.`,
        fixes:
          text.slice(start, end) === word.text
            ? [{ title: `Change to '${clipped(plain)}'`, safe: false, edits: [replace(start, end, plain)] }]
            : [],
      },
    ];
  },
};

const forbidden = /[^A-Za-z0-9_:.-]/u;
const forbiddenInPrefix = /[^A-Za-z0-9_.-]/u;
const allForbidden = /[^A-Za-z0-9_:.-]/gu;
const allForbiddenInPrefix = /[^A-Za-z0-9_.-]/gu;
