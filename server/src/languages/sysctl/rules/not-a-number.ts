import { clipped } from '../../../engine/nearest.ts';
import { type Rule, replace } from '../../../engine/rules.ts';
import { parseSize, unitBytes } from '../../../engine/values/quantity.ts';
import { type Host, pageSizeOf } from '../../../host/facts.ts';
import type { SysctlFact } from '../facts/keys.ts';
import { inlineComment } from '../inline-comment.ts';
import { keyOf, rangeOn, refusal, takesValues } from '../kernel.ts';
import { kernelNumber } from '../kinds.ts';

/**
 * The kernel's integer parser takes decimal, octal behind `0` and hexadecimal behind `0x`, with `-` in front at most; 1650
 * other spellings were tried on Linux 6.18 and all refused (`proc_get_long` in kernel/sysctl.c).
 */
export const notANumber: Rule = {
  id: 'sysctl/not-a-number',
  title: 'The value is not a number the kernel reads',
  severity: 'error',
  problems: ['not-a-number'],
  problem({ start, end }, statement, { host }) {
    const fact = keyOf(statement);
    const field = statement.text.slice(start, end);
    if (!fact || statement.setting?.uncertain || !takesValues(fact, host) || field.startsWith('=')) return;
    const comment = inlineComment(statement);
    if (comment && (start >= comment.start || comment.glued?.start === start)) return;
    const { reason, text } = diagnose(field, fact, host);
    const { min, max } = rangeOn(host, fact);
    const number = text === undefined ? undefined : kernelNumber(text);
    const outside =
      number !== undefined && ((min !== undefined && number < min) || (max !== undefined && number > max));
    return {
      start,
      end,
      severity: refusal(fact),
      message: `The kernel refuses '${clipped(field)}' (EINVAL): ${reason}.`,
      fixes:
        text === undefined || outside
          ? []
          : [{ title: `Write ${clipped(text)}`, safe: true, edits: [replace(start, end, text)] }],
    };
  },
};

/** Why the kernel refuses a field, and what was meant where that is clear. */
function diagnose(field: string, fact: SysctlFact, host: Host): { readonly reason: string; readonly text?: string } {
  const meant = (text: string, reason: string) => (isNumber(text) ? { reason, text } : { reason });
  if (/^["'`]|["'`]$/.test(field)) return meant(field.replace(/["'`]/g, ''), 'nothing removes quotes');
  if (/^[\u00a0\ufeff]|[\u00a0\ufeff]$/.test(field)) {
    return meant(field.replace(/[\u00a0\ufeff]/g, ''), 'a no-break space is no blank');
  }
  if (field === '\\') return { reason: 'a line does not go on in the next one' };
  if (/^[+]\d+$/.test(field)) return meant(field.slice(1), "it takes no '+'");
  if (/^-?0\d+$/.test(field))
    return meant(field.replace(/^(-?)0+/, '$1'), 'a leading zero means octal, where there is no 8 and 9');
  if (/^[^,;]+[,;]$/.test(field)) return meant(field.slice(0, -1), `it takes no '${field.slice(-1)}'`);
  const parts = field.split(/[,:-]/);
  if (fact.fields > 1 && parts.length === fact.fields && parts.every(isNumber)) {
    return { reason: 'blanks part the fields', text: parts.join(' ') };
  }
  if (/^\d{1,3}(?:,\d{3})+$/.test(field)) return meant(field.replaceAll(',', ''), 'it takes no commas');
  if (/^\d+(?:\.\d+)?\s*[kmgt](?:i?b)?$/i.test(field)) return expanded(field, fact, host);
  if (/^-?\d+\.\d+$/.test(field)) return { reason: 'it takes integers only' };
  const asSwitch = switches.get(field.toLowerCase());
  if (asSwitch && fact.fields === 1 && !fact.unit) return meant(asSwitch, 'it takes numbers, no words');
  return { reason: fact.fields === 1 ? 'it takes an integer' : 'it takes integers with blanks between them' };
}

/** A number with a unit as a count of what the key counts, where that is memory; anywhere else `10m` may mean minutes. */
function expanded(field: string, fact: SysctlFact, host: Host): { readonly reason: string; readonly text?: string } {
  const reason = 'it knows no units';
  const bytes = parseSize(field);
  const each = unitBytes(fact.unit, pageSizeOf(host));
  if (bytes === undefined || each === undefined || bytes % each !== 0) return { reason };
  const what = each === 1 ? '' : `; the key counts ${fact.unit}`;
  return { reason: `${reason}${what}`, text: String(bytes / each) };
}

const switches = new Map([
  ...['yes', 'true', 'on', 'enable', 'enabled'].map((word) => [word, '1'] as const),
  ...['no', 'false', 'off', 'disable', 'disabled'].map((word) => [word, '0'] as const),
]);

function isNumber(text: string): boolean {
  return kernelNumber(text) !== undefined;
}
