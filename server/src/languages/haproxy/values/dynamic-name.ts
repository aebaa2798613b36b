/**
 * Names of other things. `use_backend` and `use-server` read theirs as a log format, which only a request completes where it
 * holds more than text (`proxy_finalize` in HAProxy's src/proxy.c).
 */
import { name } from '../../../engine/values/common.ts';
import type { ValueKind } from '../../../engine/values/kind.ts';
import { readFormat } from './log-format.ts';

const computed = new Set(['use_backend', 'use-server']);

export const dynamicName: ValueKind = {
  ...name,
  nested(words, _spec, context, into) {
    const word = words[0];
    if (word?.text.includes('%') && computed.has(context.directive?.name ?? '')) readFormat(word, context, into);
  },
};
