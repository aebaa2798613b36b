import { clipped, nearest } from '../../../engine/nearest.ts';
import { type Fix, type Rule, replace } from '../../../engine/rules.ts';
import type { Word } from '../../../engine/syntax.ts';
import { limitItems, limitTypes } from '../facts/items.ts';

/** Words for both limits at once, which the file writes as `-`. */
const both = /^(?:both|all|any|--|softhard|(?:soft|hard)\W+(?:soft|hard)|\*)$/;

/**
 * The type is compared with `soft`, `hard` and `-`, case aside; a line with another one is dropped, and only a debug log says
 * so (`process_limit` in pam_limits.c). maxlogins, maxsyslogins and nonewprivs take any word.
 */
export const unknownType: Rule = {
  id: 'limits/unknown-type',
  title: 'The type is not soft, hard or -',
  severity: 'error',
  problems: ['unknown-type'],
  problem({ start, end }, { text, words }) {
    const [domain, type, item] = words as readonly [Word, Word, Word];
    const written = type.text.toLowerCase();
    if (limitItems.get(written) && limitTypes.get(item.text.toLowerCase())) {
      const swapped = replace(start, item.end, `${item.text}${text.slice(end, item.start)}${type.text}`);
      return {
        start,
        end: item.end,
        message: `Type and item are swapped: pam_limits reads '${clipped(type.text)}' as the type and drops the line.`,
        fixes: [{ title: `Swap to '${item.text} ${type.text}'`, safe: false, edits: [swapped] }],
      };
    }
    if (domain.text.endsWith(':') && /^\d+$/.test(written)) {
      const fixes = [
        {
          title: `Join to '${clipped(`${domain.text}${written}`)}'`,
          safe: false,
          edits: [replace(domain.end, type.start, '')],
        },
      ];
      return {
        start: domain.start,
        end,
        message: `A range of ids has no blank inside: pam_limits reads '${clipped(written)}' as the type and drops the line.`,
        fixes,
      };
    }
    const meant = meantTypes(written);
    const fixes = meant.map(
      (name): Fix => ({ title: `Change to '${name}'`, safe: false, edits: [replace(start, end, name)] }),
    );
    const hint = meant.length > 0 ? ` Did you mean '${meant[0]}'?` : '';
    return {
      start,
      end,
      message: `pam_limits drops this line: the type is soft, hard or - for both, not '${clipped(type.text)}'.${hint}`,
      fixes,
    };
  },
};

function meantTypes(written: string): readonly string[] {
  if (both.test(written)) return ['-'];
  if (/^(?:s|h)$/.test(written)) return [written === 's' ? 'soft' : 'hard'];
  return nearest(written, ['soft', 'hard'], 1);
}
