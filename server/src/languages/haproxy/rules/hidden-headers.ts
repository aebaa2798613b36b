import type { Fix, Rule } from '../../../engine/rules.ts';
import type { Statement } from '../../../engine/statement.ts';
import { describeTarget } from '../sections.ts';

/** Headers behind the version of `option httpchk`, the only way to send them before `http-check send` came with 2.2. */
export const hiddenHeaders: Rule = {
  id: 'haproxy/hidden-headers',
  title: 'Headers behind the version of a health check',
  severity: 'error',
  problems: ['hidden-headers', 'hidden-headers-old'],
  problem({ code, start, end }, statement, { host }) {
    const refused = code === 'hidden-headers';
    const verdict = refused ? 'refuses' : 'warns of';
    return {
      start,
      end,
      severity: refused ? 'error' : 'warning',
      message: `${describeTarget(host)} ${verdict} headers or a body behind the version: 'http-check send' sends them.`,
      fixes: sendInstead(statement, start),
    };
  },
};

const header = /^([\w-]+):[ \t]*(.*)$/;
/** Values that need no quotes, in a log-format string as elsewhere. */
const plain = /^[\w./:;=+*@~-]+$/;

/** The same request as `http-check send`, where its headers are simple and there is no body. */
function sendInstead({ text, words }: Statement, start: number): readonly Fix[] {
  const at = words.findIndex((word) => word.start === start);
  const version = words[at];
  const [method, uri] = words.slice(at - 2, at);
  const option = words[at - 3];
  if (!version || !method || !uri || !option || at !== words.length - 1) return [];
  const [name = '', ...lines] = version.text.split('\r\n');
  const sent: string[] = [];
  for (const line of lines) {
    if (line === '') continue;
    const [, key = '', value = ''] = header.exec(line) ?? [];
    if (!plain.test(value)) return [];
    sent.push(` hdr ${key} ${value}`);
  }
  if (version.text.includes('\r\n\r\n') || !plain.test(name) || !/^\/[\w./-]*$/.test(uri.text)) return [];
  const indent = /^[ \t]*/.exec(text)?.[0] ?? '';
  const written = `option httpchk\n${indent}http-check send meth ${method.text} uri ${uri.text} ver ${name}${sent.join('')}`;
  return [
    {
      title: "Send them with 'http-check send'",
      safe: false,
      edits: [
        {
          start: { line: 0, column: words[0]?.start ?? 0 },
          end: { line: 0, column: version.end },
          text: written,
        },
      ],
    },
  ];
}
