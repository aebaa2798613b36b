import { type Rule, replace } from '../../../engine/rules.ts';

/** A line that looks like a header and is none: HAProxy takes it, and all below it, for lines of the section before. */
export const unknownSection: Rule = {
  id: 'haproxy/unknown-section',
  title: 'HAProxy has no section of this kind',
  severity: 'error',
  problems: ['unknown-section'],
  problem({ start, end, suggestion = '' }, { text }) {
    return {
      start,
      end,
      message: `HAProxy has no section '${text.slice(start, end)}'; did you mean '${suggestion}'?`,
      fixes: [{ title: `Change to '${suggestion}'`, safe: false, edits: [replace(start, end, suggestion)] }],
    };
  },
};
