import type { Rule } from '../../../engine/rules.ts';
import { remarksOn } from '../preprocessor.ts';

/** `.alert` and `.warning` that HAProxy comes across. */
export const preprocessorMessage: Rule = {
  id: 'haproxy/preprocessor-message',
  title: "The file itself asks for a message with '.alert' or '.warning'",
  severity: 'error',
  file({ analysis }) {
    return remarksOn(analysis).flatMap((remark) => {
      if (remark.kind === 'alert') return [remark];
      return remark.kind === 'warning' ? [{ ...remark, severity: 'warning' as const }] : [];
    });
  },
};
