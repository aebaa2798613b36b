import type { Rule } from '../../../engine/rules.ts';

/** A fetch in a place where what it reads does not exist yet, or no longer. HAProxy refuses it, in conditions it warns. */
export const sampleOutOfPlace: Rule = {
  id: 'haproxy/sample-out-of-place',
  title: 'A sample fetch has no value in this place',
  severity: 'error',
  problems: ['sample-out-of-place', 'condition-out-of-place'],
  problem: ({ code, start, end, detail = '' }) => ({
    start,
    end,
    severity: code === 'condition-out-of-place' ? 'warning' : 'error',
    message: code === 'condition-out-of-place' ? `This test never matches: ${detail}` : detail,
  }),
};
