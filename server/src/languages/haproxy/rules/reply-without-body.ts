import type { Rule } from '../../../engine/rules.ts';
import type { Slot } from '../../../engine/slots.ts';
import { findSlot } from '../suggest.ts';

/** Words behind which a reply gets its body, or somebody else's whole answer. */
const bodies = new Set(['string', 'lf-string', 'file', 'lf-file']);
const answers = new Set(['errorfile', 'errorfiles', 'default-errorfiles']);

/** The warning about the type of a body that is not there (`http_parse_http_reply` in HAProxy's src/http_htx.c). */
export const replyWithoutBody: Rule = {
  id: 'haproxy/reply-without-body',
  title: 'A content type for a reply without a body',
  severity: 'warning',
  facts: ['http-request', 'http-response', 'http-error status'].map((name) => `directive/proxy/${name}`),
  statement({ slots, words, problems }) {
    const type = findSlot(slots, (slot) => isOption(slot) && slot.text === 'content-type');
    if (!type || problems.length > 0 || words.some((word) => word.uncertain)) return undefined;
    const { start, end } = type;
    const said = (reason: string) => [{ start, end, message: `HAProxy ignores 'content-type' here: ${reason}.` }];
    if (findSlot(slots, (slot) => isOption(slot) && answers.has(slot.text)))
      return said('an error file has a type of its own');
    const body = findSlot(slots, (slot) => isOption(slot) && bodies.has(slot.text));
    if (!body) return said('the reply has no body');
    const value = words[words.findIndex((word) => word.start === body.start) + 1]?.text;
    return body.text === 'file' && value === '/dev/null' ? said('the body of the reply is empty') : undefined;
  },
};

function isOption({ role, table }: Slot): boolean {
  return role === 'name' && table?.id === 'http-reply-option';
}
