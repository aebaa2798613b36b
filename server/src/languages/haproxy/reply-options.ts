/** Options of a reply that HAProxy writes itself (`http_parse_http_reply` in its src/http_htx.c). */
import type { LineReport } from '../../engine/rules.ts';
import type { Slot } from '../../engine/slots.ts';
import type { Statement } from '../../engine/statement.ts';

/** Where a reply takes what it says from, which it may be told once. */
const sources = new Set(['default-errorfiles', 'errorfile', 'errorfiles', 'file', 'lf-file', 'lf-string', 'string']);
const denials = new Set(['action/deny', 'action/tarpit']);

/** The first option of a reply that does not go with its action or with an option before it. */
export function replyOptions({ slots }: Statement): LineReport | undefined {
  let first: Slot | undefined;
  for (const { role, text, table, start, end } of slots) {
    if (role !== 'name' || table?.id !== 'http-reply-option') continue;
    if (text === 'deny_status' && !denials.has(slots[1]?.fact?.id ?? ''))
      return { start, end, message: "Only 'deny' and 'tarpit' have a 'deny_status': here the word is 'status'." };
    if (!sources.has(text)) continue;
    if (first) return { start, end, message: `A reply says one thing only, and '${first.text}' says already what.` };
    first = slots.find((slot) => slot.start === start);
  }
  return undefined;
}
