import type { Rule } from '../../../engine/rules.ts';

/** `ne` is read as an operator and then has no effect (`parse_acl_expr` in HAProxy's src/acl.c). */
export const notEqualOperator: Rule = {
  id: 'haproxy/not-equal-operator',
  title: "The operator 'ne' compares for equality",
  severity: 'warning',
  advice: true,
  problems: ['not-equal-operator'],
  problem: ({ start, end }) => ({
    start,
    end,
    message: "HAProxy takes 'ne' and compares as with 'eq': what must not match is negated by '!' before the ACL.",
  }),
};
