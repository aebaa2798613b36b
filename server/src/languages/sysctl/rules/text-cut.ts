import type { Rule } from '../../../engine/rules.ts';
import { keyName, keyOf } from '../kernel.ts';
import { loaderOf } from '../order.ts';

/** Characters that fit besides the NUL at the end: CORENAME_MAX_SIZE, and the fields of `struct new_utsname`. */
const longest: Readonly<Record<string, number>> = {
  'kernel.core_pattern': 127,
  'kernel.domainname': 64,
  'kernel.hostname': 64,
};

const portList = 'net.ipv4.ip_local_reserved_ports';
/** Bytes that stdio writes at once, the end of the line among them (measured: 682 of 2 000 ports). */
const longestWrite = 4096;

/** `proc_dostring` keeps what fits and says nothing (tried on Linux 6.18). */
export const textCut: Rule = {
  id: 'sysctl/text-cut',
  title: 'The text is cut off',
  severity: 'warning',
  facts: [...Object.keys(longest), portList],
  statement(statement, { host }) {
    const { setting, text } = statement;
    const id = keyOf(statement)?.id ?? '';
    const most = id === portList ? longestWrite - 1 : longest[id];
    if (!setting || setting.uncertain || most === undefined) return;
    const length = setting.end - setting.start;
    if (length <= most || /[^\0-\x7f]/.test(text)) return;
    if (id === portList) {
      const program = loaderOf(host)?.program;
      if (program && program !== 'procps') return;
      return [
        {
          start: setting.start + most,
          end: setting.end,
          severity: program ? 'error' : 'warning',
          message: `procps hands the kernel ${longestWrite} bytes at once and reports success for the first piece: the ports in the last ${length - most} of these ${length} characters are not reserved.`,
        },
      ];
    }
    const message = `'${keyName(statement)}' holds ${most} characters: the last ${length - most} of these ${length} are cut off without an error.`;
    return [{ start: setting.start + most, end: setting.end, message }];
  },
};
