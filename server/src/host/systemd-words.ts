/** Words of a line as systemd splits it (`extract_first_word` in src/basic/extract-word.c), and what `%` stands for in them. */

/** What becomes of a backslash before something it means nothing before, and of a quote that is never closed. */
export type Leniency =
  /** The word and all behind it are not there. */
  | 'strict'
  /** The backslash is a character; a word with a quote that is never closed is not there. */
  | 'keeps backslashes'
  /** A backslash only hides what it stands before, and the end closes all quotes. */
  | 'takes all';

export interface SystemdWords {
  readonly words: readonly string[];
  /** They are all that the line holds: systemd could read it to its end. */
  readonly whole: boolean;
}

/** The words between blanks, their quotes, which may stand anywhere in a word, and escapes resolved. */
export function systemdWords(text: string, leniency: Leniency): SystemdWords {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '\\') {
      const [length, meant] = escaped(text.slice(at + 1), leniency);
      if (meant === undefined) return { words, whole: false };
      word = (word ?? '') + meant;
      at += length;
    } else if (quote !== '') {
      if (char === quote) quote = '';
      else word += char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (blank.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + char;
    }
  }
  if (quote !== '' && leniency !== 'takes all') return { words, whole: false };
  return { words: word === undefined ? words : [...words, word], whole: true };
}

/**
 * A text with what systemd puts in the place of `%` and a letter (`unit_full_printf` in src/core/unit-printf.c); undefined where
 * the host would have to be asked.
 */
export function withSpecifiers(text: string): string | undefined {
  let known = true;
  const whole = text.replace(/%([%A-Za-z0-9])/g, (_, letter: string) => {
    const meant = specifiers[letter];
    known &&= meant !== undefined;
    return meant ?? '';
  });
  return known ? whole : undefined;
}

const blank = /[ \t\n\r]/;

/** What is the same on every host, for a unit of the system that is called haproxy.service. */
const specifiers: Readonly<Record<string, string>> = {
  '%': '%',
  n: 'haproxy.service',
  N: 'haproxy',
  p: 'haproxy',
  P: 'haproxy',
  i: '',
  I: '',
  E: '/etc',
  t: '/run',
  S: '/var/lib',
  C: '/var/cache',
  L: '/var/log',
};

const letters: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  s: ' ',
  '\\': '\\',
  '"': '"',
  "'": "'",
};

/** How many characters behind a backslash belong to it, and what they mean together; undefined where they mean nothing. */
function escaped(behind: string, leniency: Leniency): readonly [length: number, meant: string | undefined] {
  const [first = ''] = behind;
  if (leniency === 'takes all') return [first.length, first];
  const letter = letters[first];
  if (letter !== undefined) return [1, letter];
  const [number = '', byte, four, eight, octal] = numbered.exec(behind) ?? [];
  const code = octal === undefined ? Number.parseInt(byte ?? four ?? eight ?? '', 16) : Number.parseInt(octal, 8);
  // A byte is no character above 127, no text holds a NUL, and there is no character above the last.
  if (code > 127 && (byte ?? octal) !== undefined) return [number.length, '\uFFFD'];
  if (code > 0 && code <= 0x10ffff) return [number.length, String.fromCodePoint(code)];
  return leniency === 'strict' ? [0, undefined] : [first.length, `\\${first}`];
}

const numbered = /^(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{3}))/;
