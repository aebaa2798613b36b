import { clipped } from '../../../engine/nearest.ts';
import { type Fix, type Rule, replace } from '../../../engine/rules.ts';
import type { Slot } from '../../../engine/slots.ts';
import { findSlot } from '../suggest.ts';
import { haproxyKinds } from '../values/kinds.ts';

/** Words that a directive does not take, where HAProxy counts them. */
export const extraArgument: Rule = {
  id: 'haproxy/extra-argument',
  title: 'More words than the keyword takes',
  severity: 'error',
  problems: ['extra-argument', 'missing-if'],
  problem({ code, start, end, detail }, { text, slots, words }) {
    const written = text.slice(start, end);
    const before = words.filter((word) => word.end <= start).pop();
    const from = before?.end ?? start;
    const remove: Fix = { title: `Remove '${clipped(written)}'`, safe: false, edits: [replace(from, end, '')] };
    if (code === 'missing-if' || (findSlot(slots, takesCondition) && /^!*[{\w]/.test(written))) {
      const message = "Here only a condition may stand, and a condition starts with 'if' or 'unless'.";
      return {
        start,
        end,
        message,
        fixes: [{ title: "Add 'if'", safe: false, edits: [replace(start, start, 'if ')] }, remove],
      };
    }
    const joined = /^\d+$/.test(before?.text ?? '') && /^(us|ms|[smhd])$/.test(written);
    const join: Fix = {
      title: `Write '${clipped(`${before?.text}${written}`)}'`,
      safe: false,
      edits: [replace(from, start, '')],
    };
    return {
      start,
      end,
      message: `'${detail}' takes no '${clipped(written)}' behind its arguments.`,
      fixes: joined ? [join] : [remove],
    };
  },
};

/** Whether a name on the line may be followed by a condition. */
function takesCondition({ role, fact }: Slot): boolean {
  const last = role === 'name' ? fact?.params?.[fact.params.length - 1] : undefined;
  return last !== undefined && 'value' in last && haproxyKinds[last.value.kind]?.accepts?.('if', last.value) === true;
}
