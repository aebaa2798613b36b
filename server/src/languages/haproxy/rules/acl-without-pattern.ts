import { type Rule, replace } from '../../../engine/rules.ts';

/** An ACL that compares with nothing, or with what was meant as an argument. */
export const aclWithoutPattern: Rule = {
  id: 'haproxy/acl-without-pattern',
  title: 'An ACL without a pattern never matches',
  severity: 'warning',
  problems: ['acl-without-pattern', 'detached-arguments'],
  problem({ code, start, end, detail = '', suggestion }, { text }) {
    if (code === 'detached-arguments') {
      return {
        start,
        end,
        message: `The blank makes a pattern of '${text.slice(start, end).trim()}': arguments of '${detail}' stand right behind it.`,
        fixes: suggestion ? [{ title: 'Remove the blank', safe: false, edits: [replace(start, end, suggestion)] }] : [],
      };
    }
    return {
      start,
      end,
      message: `'${detail}' is compared with nothing, so this never matches: a pattern or '-m found' belongs behind it.`,
      fixes: [{ title: "Add '-m found'", safe: false, edits: [replace(end, end, ' -m found')] }],
    };
  },
};
