import { clipped } from '../../../engine/nearest.ts';
import { type Rule, replace } from '../../../engine/rules.ts';
import { inlineComment } from '../inline-comment.ts';
import { kernelNumber } from '../kinds.ts';

const highestPort = 65_535n;

/** Ports and ranges between commas, without a blank (`proc_do_large_bitmap` in kernel/sysctl.c, tried on Linux 6.18). */
export const invalidPortList: Rule = {
  id: 'sysctl/invalid-port-list',
  title: 'The kernel refuses the list of ports',
  severity: 'error',
  facts: ['net.ipv4.ip_local_reserved_ports'],
  statement(statement) {
    const { setting, text } = statement;
    if (!setting?.value || setting.uncertain || inlineComment(statement)) return;
    const list = text.slice(setting.start, setting.end);
    const wrong = whatIsWrong(list);
    if (!wrong) return;
    const right = list
      .replace(/\s+/g, ' ')
      .replace(/ ?- ?/g, '-')
      .replace(/[ ,;]+/g, ',')
      .replaceAll(':', '-')
      .replace(/^[,"']{1,3}/, '')
      .replace(/[,"']{1,3}$/, '');
    return [
      {
        start: setting.start,
        end: setting.end,
        message: `The kernel refuses the list (EINVAL): ${wrong}.`,
        fixes: whatIsWrong(right)
          ? []
          : [{ title: `Write ${clipped(right)}`, safe: true, edits: [replace(setting.start, setting.end, right)] }],
      },
    ];
  },
};

/** The first thing that is wrong with a list; a comma at its end is fine. */
function whatIsWrong(list: string): string | undefined {
  if (/\s/.test(list)) return 'ports are parted by commas, without blanks';
  for (const item of list.replace(/,$/, '').split(',')) {
    const ends = item.split('-').map(kernelNumber);
    const [low, high = low] = ends;
    if (ends.length > 2 || low === undefined || ends.includes(undefined))
      return `'${clipped(item)}' is neither a port nor a range of ports`;
    if (low > highestPort || (high as bigint) > highestPort) return `'${clipped(item)}' is above 65535`;
    if (low > (high as bigint)) return `the range '${clipped(item)}' falls`;
  }
  return undefined;
}
