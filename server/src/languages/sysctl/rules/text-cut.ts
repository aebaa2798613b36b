import type { Rule } from '../../../engine/rules.ts';
import { keyName, keyOf } from '../kernel.ts';

/** Characters that fit besides the NUL at the end: CORENAME_MAX_SIZE, and the fields of `struct new_utsname`. */
const longest: Readonly<Record<string, number>> = {
  'kernel.core_pattern': 127,
  'kernel.domainname': 64,
  'kernel.hostname': 64,
};

/** `proc_dostring` keeps what fits and says nothing (tried on Linux 6.18). */
export const textCut: Rule = {
  id: 'sysctl/text-cut',
  title: 'The kernel cuts the text off',
  severity: 'warning',
  facts: Object.keys(longest),
  statement(statement) {
    const { setting, text } = statement;
    const most = longest[keyOf(statement)?.id ?? ''];
    if (!setting || setting.uncertain || most === undefined) return;
    const length = setting.end - setting.start;
    if (length <= most || /[^\0-\x7f]/.test(text)) return;
    const message = `'${keyName(statement)}' holds ${most} characters: the last ${length - most} of these ${length} are cut off without an error.`;
    return [{ start: setting.start + most, end: setting.end, message }];
  },
};
