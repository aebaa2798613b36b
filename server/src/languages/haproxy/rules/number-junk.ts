import { clipped } from '../../../engine/nearest.ts';
import { type Rule, replace } from '../../../engine/rules.ts';
import { describeTarget } from '../sections.ts';
import { plainBytes } from './invalid-value.ts';

/** Many directives read a number with `atoi`: HAProxy drops what follows the digits, and says nothing. */
export const numberJunk: Rule = {
  id: 'haproxy/number-junk',
  title: 'HAProxy drops what follows the digits',
  severity: 'warning',
  advice: true,
  problems: ['number-junk'],
  problem({ start, end, detail: read = '0' }, { text }, { host }) {
    const written = text.slice(start, end);
    const digits = /^\d+/.exec(written)?.[0];
    const write = (value: string) => ({
      title: `Write ${value}`,
      safe: false,
      edits: [replace(start, end, value)],
    });
    const meant = plainBytes(written);
    const grouped = /^\d{1,3}(?:[_,']\d{3})+$/.test(written) ? [written.replace(/[_,']/g, '')] : [];
    const message = `${describeTarget(host)} reads '${clipped(written)}' as ${read} here and says nothing of the rest.`;
    return { start, end, message, fixes: [...meant, ...grouped, ...(digits ? [digits] : [])].map(write) };
  },
};
