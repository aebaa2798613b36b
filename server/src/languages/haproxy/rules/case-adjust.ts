import { clipped } from '../../../engine/nearest.ts';
import type { Rule } from '../../../engine/rules.ts';

/** `h1-case-adjust` changes the case of a header name and nothing else of it (`add_hdr_case_adjust` in HAProxy's src/mux_h1.c). */
export const caseAdjust: Rule = {
  id: 'haproxy/case-adjust',
  title: 'A header name whose case is to be changed into another name',
  severity: 'error',
  facts: ['directive/global/h1-case-adjust'],
  statement({ words }) {
    const [, from, to] = words;
    if (!from || !to || from.uncertain || to.uncertain || from.text.toLowerCase() === to.text.toLowerCase()) return [];
    const message = `'${clipped(from.text)}' and '${clipped(to.text)}' are two names: HAProxy takes only the same one in other letters, small and capital.`;
    return [{ start: to.start, end: to.end, message }];
  },
};
