/** Escapes of PCRE2 outside and inside character classes (`check_escape` in its src/pcre2_compile.c, without UTF). */
import { isProperty } from './regex-properties.ts';

export interface Escape {
  /** Offset behind the escape. */
  readonly end: number;
  /** Why it is refused. */
  readonly reason?: string;
  /** The character it stands for, where it stands for one. */
  readonly code?: number;
  /** It stands for a place and cannot be repeated. */
  readonly bare?: boolean;
  /** What it matches may have any length. */
  readonly wide?: boolean;
  /** The group it refers to. */
  readonly group?: number | string;
}

const controls: Readonly<Record<string, number>> = { a: 7, e: 27, f: 12, n: 10, r: 13, t: 9 };
const octal = /[0-7]{1,3}/y;
const hexDigits = /[0-9A-Fa-f]{0,2}/y;
const named = /(?:<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)'|\{([A-Za-z_]\w*)\})/y;
const numbered = /(?:\{([+-]?)(\d+)\}|([+-]?)(\d+))/y;
const property = /\{\^?[\w\s&-]*(?:[:=][\w\s&-]*)?\}/y;

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/**
 * Reads the escape at an offset.
 * @param captured how many groups have been opened before it
 * @param inClass between brackets there are no references
 */
export function escapeAt(text: string, at: number, captured: number, inClass = false): Escape {
  const char = text.charAt(at + 1);
  const end = at + 2;
  const code = text.charCodeAt(at + 1);
  if (char === '') return { end: at + 1, reason: "a single '\\' stands at the end" };
  if (!/[0-9A-Za-z]/.test(char)) return { end, code };
  const control = controls[char];
  if (control !== undefined) return { end, code: control };
  if (/[1-9]/.test(char) && !inClass) return backReference(text, at, captured);
  if (/[0-7]/.test(char)) {
    const digits = match(octal, text, at + 1)?.[0] ?? char;
    const value = Number.parseInt(digits, 8);
    return {
      end: at + 1 + digits.length,
      code: value,
      ...(value > 0xff && { reason: 'its octal number is above \\377' }),
    };
  }
  switch (char) {
    case 'c':
      return control7(text, at);
    case 'x':
      return hexadecimal(text, at);
    case 'o':
      return braced(text, at, /^[0-7]+$/, 8, "behind '\\o' belong octal digits in braces");
    case 'p':
    case 'P':
      return unicode(text, at);
    case 'g':
    case 'k':
      if (!inClass) return reference(text, at, char);
      // Taken for the letter.
      if (char === 'g') return { end, code };
      break;
    case 'N':
      if (inClass) break;
      return text.charAt(end) === '{' && !/^\{\d/.test(text.slice(end, end + 2))
        ? { end: end + 1, reason: "'\\N{…}' is supported only for texts in UTF-8" }
        : { end };
  }
  if ('8 9'.includes(char)) return { end, code };
  if ('dDhHsSvVwW'.includes(char)) return { end };
  if (inClass)
    return char === 'b' ? { end, code: 8 } : { end, reason: `'\\${char}' has no meaning in a character class` };
  if ('bBAZzGK'.includes(char)) return { end, bare: true };
  if (char === 'C') return { end };
  if ('RX'.includes(char)) return { end, wide: true };
  return { end, reason: `'\\${char}' has no meaning` };
}

function control7(text: string, at: number): Escape {
  const code = text.charCodeAt(at + 2);
  if (Number.isNaN(code)) return { end: at + 2, reason: "'\\c' stands at the end" };
  const end = at + 3;
  if (code < 32 || code > 126) return { end, reason: "behind '\\c' belongs a printable ASCII character" };
  return {
    end,
    code:
      text
        .charAt(at + 2)
        .toUpperCase()
        .charCodeAt(0) ^ 0x40,
  };
}

function hexadecimal(text: string, at: number): Escape {
  if (text.charAt(at + 2) === '{')
    return braced(text, at, /^[0-9A-Fa-f]+$/, 16, "between the braces of '\\x{…}' belong hexadecimal digits");
  const digits = match(hexDigits, text, at + 2)?.[0] ?? '';
  return { end: at + 2 + digits.length, code: Number.parseInt(digits || '0', 16) };
}

function braced(text: string, at: number, digits: RegExp, base: number, reason: string): Escape {
  const close = text.charAt(at + 2) === '{' ? text.indexOf('}', at + 3) : -1;
  if (close < 0) return { end: Math.min(at + 3, text.length), reason };
  // Newer releases ignore blanks beside the braces.
  const inside = text.slice(at + 3, close).trim();
  if (!digits.test(inside)) return { end: close + 1, reason };
  const code = Number.parseInt(inside, base);
  return { end: close + 1, code, ...(code > 0xff && { reason: 'its character is above \\xff' }) };
}

function unicode(text: string, at: number): Escape {
  const first = text.charAt(at + 2);
  if (first === '{') {
    const found = match(property, text, at + 2);
    return found
      ? {
          end: at + 2 + found[0].length,
          ...(!isProperty(found[0]) && { reason: `it knows no property '${found[0].slice(1, -1)}'` }),
        }
      : { end: at + 3, reason: `the name behind '\\${text.charAt(at + 1)}' is not closed by '}'` };
  }
  if (/[CLMNPSZ]/i.test(first)) return { end: at + 3 };
  return {
    end: Math.min(at + 3, text.length),
    reason: `behind '\\${text.charAt(at + 1)}' belongs a property such as '{Lu}'`,
  };
}

function reference(text: string, at: number, char: string): Escape {
  const call = match(named, text, at + 2);
  if (call) return { end: at + 2 + call[0].length, group: call[1] ?? call[2] ?? (call[3] as string), wide: true };
  if (char === 'k')
    return { end: at + 2, reason: "behind '\\k' belongs the name of a group in braces, angles or quotes" };
  const number = match(numbered, text, at + 2);
  if (!number) {
    // Subroutine calls by number stand in angles or quotes.
    if (/^[<'][+-]?\d/.test(text.slice(at + 2, at + 5))) return { end: at + 3, wide: true };
    return { end: at + 2, reason: "behind '\\g' belongs the number or the name of a group" };
  }
  const sign = number[1] || number[3];
  const end = at + 2 + number[0].length;
  return sign ? { end, wide: true } : { end, wide: true, group: Number(number[2] ?? number[4]) };
}

/** `\1` to `\9` always name a group, longer numbers do if there are as many; all others are octal. */
function backReference(text: string, at: number, captured: number): Escape {
  const digits = /\d+/y;
  const number = match(digits, text, at + 1)?.[0] ?? '';
  const group = Number(number);
  if (group < 10 || group <= captured) return { end: at + 1 + number.length, group, wide: true };
  const first = text.charAt(at + 1);
  if (first >= '8') return { end: at + 2, code: first.charCodeAt(0) };
  const found = match(octal, text, at + 1)?.[0] ?? first;
  const code = Number.parseInt(found, 8);
  return { end: at + 1 + found.length, code, ...(code > 0xff && { reason: 'its octal number is above \\377' }) };
}
