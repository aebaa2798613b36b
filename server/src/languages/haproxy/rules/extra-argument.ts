import { type Fix, type Rule, replace } from '../../../engine/rules.ts';
import type { Slot } from '../../../engine/slots.ts';
import { findSlot } from '../suggest.ts';

/** Words that a directive does not take, where HAProxy counts them. */
export const extraArgument: Rule = {
  id: 'haproxy/extra-argument',
  title: 'More words than the keyword takes',
  severity: 'error',
  problems: ['extra-argument', 'missing-if'],
  problem({ code, start, end, detail }, { text, slots, words }) {
    const written = text.slice(start, end);
    const before = words.filter((word) => word.end <= start).pop()?.end ?? start;
    const remove: Fix = { title: `Remove '${written}'`, safe: false, edits: [replace(before, end, '')] };
    if (code === 'missing-if' || (findSlot(slots, takesCondition) && /^!*[{\w]/.test(written))) {
      return {
        start,
        end,
        message: `'${detail}' takes nothing more but a condition, and a condition starts with 'if' or 'unless'.`,
        fixes: [{ title: "Add 'if'", safe: false, edits: [replace(start, start, 'if ')] }, remove],
      };
    }
    return { start, end, message: `'${detail}' takes no '${written}' behind its arguments.`, fixes: [remove] };
  },
};

/** Whether a name on the line may be followed by a condition. */
function takesCondition({ role, fact }: Slot): boolean {
  const last = role === 'name' ? fact?.params?.[fact.params.length - 1] : undefined;
  return last !== undefined && 'value' in last && last.value.kind === 'condition';
}
