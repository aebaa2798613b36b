import { clipped } from '../../../engine/nearest.ts';
import { type Fix, type Rule, replace } from '../../../engine/rules.ts';

/** `%` counts the logins of everybody together; pam_limits drops such a line for any other item and logs it for debugging only. */
export const percentItem: Rule = {
  id: 'limits/percent-item',
  title: '% is for maxlogins only',
  severity: 'error',
  problems: ['percent-item'],
  problem({ start, end, detail }, { text }) {
    const domain = text.slice(start, end);
    const wider = domain === '%' ? '*' : `@${domain.slice(1)}`;
    const fixes: readonly Fix[] = [
      { title: `Change to '${clipped(wider)}'`, safe: false, edits: [replace(start, end, wider)] },
    ];
    const whom = domain === '%' ? 'every user' : 'each member of the group';
    return {
      start,
      end,
      message: `pam_limits drops this line: a domain with % is for maxlogins, not for ${detail}. '${clipped(wider)}' is ${whom}.`,
      fixes,
    };
  },
};
