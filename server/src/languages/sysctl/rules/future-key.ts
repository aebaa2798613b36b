import type { Rule } from '../../../engine/rules.ts';
import { compareVersions } from '../../../engine/version.ts';
import { keyName, keyOf, tabledKernel } from '../kernel.ts';

/** The key came with a kernel newer than the host's (the key table's `since`). */
export const futureKey: Rule = {
  id: 'sysctl/future-key',
  title: "The key is newer than the host's kernel",
  severity: 'warning',
  statement(statement, { host }) {
    const fact = keyOf(statement);
    const word = statement.words[0];
    const kernel = tabledKernel(host);
    if (!word || !host.kernel || !kernel || !fact?.since || compareVersions(kernel, fact.since) >= 0) return;
    return [
      {
        start: word.start,
        end: word.end,
        message: `Linux ${kernel} (${host.kernel.from}) has no '${keyName(statement)}' yet, it came by ${fact.since}: the line sets nothing.`,
      },
    ];
  },
};
