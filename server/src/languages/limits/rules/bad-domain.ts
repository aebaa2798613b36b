import { clipped } from '../../../engine/nearest.ts';
import { type Fix, type LineReport, type Rule, replace } from '../../../engine/rules.ts';
import type { Statement } from '../../../engine/statement.ts';
import { type DomainFault, domainFault } from '../domain.ts';

/** What pam_limits makes of a domain with a fault. */
const reasons: Readonly<Record<DomainFault, string>> = {
  'blank-after-at': 'no blank may stand behind @, and a group without a name matches nobody.',
  'blank-inside': 'it holds a blank, such as a no-break space, that belongs to the name.',
  quotes: 'quotes are part of the name, so it matches nobody.',
  list: 'a line has one domain; pam_limits takes the whole list for one name, so it matches nobody.',
  negation: "there is no 'all but'; pam_limits takes the ! for part of the name, so it matches nobody.",
  glob: '* stands alone; within a name it is no wildcard, so it matches nobody.',
  'double-at': 'the group is named behind one @; with two it matches nobody.',
  everybody: 'that is the name of a user; every user is *.',
  'bare-number': 'a bare number is a name, not an id.',
  'hyphen-range': "a range of ids has ':' in the middle; with '-' it is a name.",
  'malformed-range': "a domain with ':' is a range of ids, and this is none; pam_limits skips the line with a warning.",
  'range-after-percent':
    'behind % there can be one group id, as in %:1000, but no range; pam_limits skips the line with a warning.',
  'reversed-range': 'the range ends before it begins, so it matches nobody.',
  'wrapping-range':
    'an id has 32 bits and no sign; pam_limits keeps the lower ones of this number and so matches other ids.',
};

/** Characters of a line that is worth writing once for each name of its list. */
const longestList = 1000;

/** A user, a group, a script of ids: these could be meant as they stand, if somebody has such names. */
const uncertain: ReadonlySet<DomainFault> = new Set(['everybody', 'bare-number', 'hyphen-range']);

/**
 * The domain is compared as it stands with the name of the user or, behind `@`, of the groups; only `*` alone and ranges of
 * ids mean more (`parse_config_file` in pam_limits.c). Nothing is logged about a domain that matches nobody.
 */
export const badDomain: Rule = {
  id: 'limits/bad-domain',
  title: 'A domain that matches nobody',
  severity: 'error',
  problems: ['bad-domain'],
  problem({ start, end }, statement) {
    const domain = statement.text.slice(start, end);
    const found = domainFault(domain);
    if (!found) return undefined;
    const report: LineReport = {
      start,
      end,
      message: `'${clipped(domain)}': ${reasons[found.fault]}`,
      fixes: fixesFor(statement, domain, start, end),
    };
    return uncertain.has(found.fault) ? { ...report, severity: 'warning' } : report;
  },
};

function fixesFor({ text, words }: Statement, domain: string, start: number, end: number): readonly Fix[] {
  const found = domainFault(domain);
  if (found?.fault === 'list') {
    // Each line repeats what follows the list.
    const names = text.length > longestList ? [] : domain.split(',').filter((name) => name !== '');
    const right = names.length > 0 && names.every((name) => !domainFault(name));
    const lines = names.map((name) => `${name}${text.slice(end)}`).join('\n');
    return right ? [{ title: 'Write a line for each', safe: false, edits: [replace(start, text.length, lines)] }] : [];
  }
  const next = words[1];
  if (found?.fault === 'blank-after-at' && next && words.length > 4) {
    return [{ title: `Join to '@${clipped(next.text)}'`, safe: false, edits: [replace(end, next.start, '')] }];
  }
  return found?.meant === undefined
    ? []
    : [{ title: `Change to '${clipped(found.meant)}'`, safe: false, edits: [replace(start, end, found.meant)] }];
}
