/**
 * The algorithm `random` with letters behind it: `backend_parse_balance` in HAProxy's src/backend.c compares the first six
 * letters of the word only.
 */
import type { ValueKind } from '../../../engine/values/kind.ts';

const prefixed = /^random[^(]/;

export const randomDraws: ValueKind = {
  name: 'random-draws',
  token: 'enumMember',
  extent: 'rest',
  accepts: (text) => prefixed.test(text),
  expects: () => "'random'",
};
