import type { Rule } from '../../../engine/rules.ts';
import { findSlot } from '../suggest.ts';

/** Words behind which the body of a reply stands. */
const bodies = new Set(['string', 'lf-string', 'file', 'lf-file']);

/** A reply with a body needs to say what the body is (`http_parse_http_reply` in HAProxy's src/http_htx.c). */
export const replyWithoutType: Rule = {
  id: 'haproxy/reply-without-type',
  title: 'A reply with a body and no content type',
  severity: 'error',
  facts: ['http-request', 'http-response', 'http-error status'].map((name) => `directive/proxy/${name}`),
  statement({ slots, words }) {
    const body = findSlot(slots, ({ role, text, table }) => isReply(role, table?.id) && bodies.has(text));
    if (!body || words.some((word) => word.uncertain)) return undefined;
    if (findSlot(slots, ({ role, text, table }) => isReply(role, table?.id) && text === 'content-type'))
      return undefined;
    // Nothing needs no type.
    const at = words.findIndex((word) => word.start === body.start);
    if (words[at + 1]?.text === '' || body.text === 'file') return undefined;
    return [
      {
        start: body.start,
        end: body.end,
        message: `'${body.text}' gives the reply a body, so 'content-type' has to say what it is.`,
      },
    ];
  },
};

function isReply(role: string, table: string | undefined): boolean {
  return role === 'name' && table === 'http-reply-option';
}
