import type { Rule } from '../../../engine/rules.ts';
import { formatBytes, formatCount } from '../../../engine/values/quantity.ts';
import { noteOn, type ValueNotes } from '../value-notes.ts';

const note =
  (verb: string, own: string): ValueNotes[string] =>
  ([value], { host }) => {
    if (value < 1_048_576n) return undefined;
    const bytes = Number(value);
    const many = host.memory && Math.floor(host.memory.value / bytes);
    const fill =
      many === undefined
        ? ''
        : ` ${formatCount(many)} full ones take all ${formatBytes(host.memory?.value ?? 0)} of RAM (${host.memory?.from}).`;
    return {
      message: `Every UDP, raw and Unix socket may ${verb} ${formatBytes(bytes)} unasked; TCP takes the middle field of ${own} instead.${fill}`,
    };
  };

const notes: ValueNotes = {
  'net.core.rmem_default': note('queue', 'tcp_rmem'),
  'net.core.wmem_default': note('send ahead', 'tcp_wmem'),
};

/** The start value of every socket but TCP's (`sock_init_data` in net/core/sock.c). */
export const datagramBufferDefault: Rule = {
  id: 'sysctl/datagram-buffer-default',
  title: 'A large default buffer for every socket but those of TCP',
  severity: 'information',
  facts: Object.keys(notes),
  statement: (statement, context) => noteOn(statement, context, notes),
};
