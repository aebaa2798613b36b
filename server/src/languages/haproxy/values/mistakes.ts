/** HAProxy stops at the first mistake of a line; what it only warns of, or takes in silence, stops nothing. */
import type { Joined } from '../../../engine/slots.ts';

const harmless = new Set([
  'acl-without-pattern',
  'condition-out-of-place',
  'dangling-operator',
  'detached-arguments',
  'empty-condition',
  'not-equal-operator',
  'overwritten-method',
]);

/** Whether a line holds a mistake at which HAProxy stops. */
export function failed({ problems }: Joined): boolean {
  return problems.length > 0 && problems.some(({ code }) => !harmless.has(code));
}
