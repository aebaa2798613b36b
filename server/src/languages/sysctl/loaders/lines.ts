/** How each loader parts a file into keys and values. */
import { isAtLeast, type Loader } from './loader.ts';

/** A line that a loader makes something of, or complains about. Lines count from 0 and end at LF. */
export type LoaderLine = {
  readonly line: number;
} & (
  | {
      readonly kind: 'assignment';
      readonly key: string;
      readonly value: string;
      /** A `-` in front of the key asks to go on in silence. */
      readonly dash: boolean;
    }
  /** `-key`: no glob sets the key. */
  | { readonly kind: 'exclusion'; readonly key: string }
  | { readonly kind: 'no-assignment' }
  /** The loader gives the file up. */
  | { readonly kind: 'too-long' }
);

/** The lines of a file in order; comments and empty lines are left out. */
export function linesRead(text: string, loader: Loader): readonly LoaderLine[] {
  const found: LoaderLine[] = [];
  const lines = text.split('\n');
  if (loader.program === 'busybox') {
    for (let at = 0; at < lines.length; at++) {
      const line = at;
      let joined = lines[at] as string;
      while (joined.endsWith('\\') && at + 1 < lines.length) joined = joined.slice(0, -1) + lines[++at];
      add(found, busyboxLine(joined, line));
    }
  } else if (loader.program === 'systemd') {
    const comment = isAtLeast(loader, '262') ? '#' : '#;';
    for (const [line, whole] of lines.entries()) {
      // A carriage return and a NUL end a line too (`read_line_full` of systemd).
      for (const part of whole.split(/[\r\0]/)) {
        if (part.length >= longestOfSystemd) return [...found, { kind: 'too-long', line }];
        add(found, systemdLine(part, line, comment));
      }
    }
  } else {
    for (const [line, whole] of lines.entries()) add(found, procpsLine(whole, line, line < lines.length - 1));
  }
  return found;
}

/** Characters of a line that systemd-sysctl no longer reads (`LONG_LINE_MAX`). */
const longestOfSystemd = 1024 * 1024;

function add(found: LoaderLine[], line: LoaderLine | undefined): void {
  if (line) found.push(line);
}

/** `parse_setting_line` of procps; blanks are those of `isspace`. */
function procpsLine(whole: string, line: number, hasEnd: boolean): LoaderLine | undefined {
  const text = trimmed(cString(whole), spaces, 'start');
  // One character is no line to procps, the end of the line counted in.
  if (text === '' || text.length + (hasEnd ? 1 : 0) < 2 || text[0] === '#' || text[0] === ';') return undefined;
  const equals = text.indexOf('=');
  const dash = text[0] === '-';
  if (equals < 0 && !dash) return { kind: 'no-assignment', line };
  const written = text.slice(dash ? 1 : 0, equals < 0 ? undefined : equals);
  // `rstrip` never takes the first character away.
  const key = trimmed(written, spaces, 'end') || written.slice(0, 1);
  if (equals < 0) return { kind: 'exclusion', key, line };
  return { kind: 'assignment', key, value: trimmed(text.slice(equals + 1), spaces), dash, line };
}

/** `parse_file` of systemd-sysctl; blanks are blank, tab, LF and CR. */
function systemdLine(whole: string, line: number, comment: string): LoaderLine | undefined {
  const text = trimmed(whole, ' \t');
  if (text === '' || comment.includes(text[0] as string)) return undefined;
  const equals = text.indexOf('=');
  const dash = text[0] === '-';
  const key = trimmed(text.slice(dash ? 1 : 0, equals < 0 ? undefined : equals), ' \t');
  if (equals < 0) return dash ? { kind: 'exclusion', key, line } : { kind: 'no-assignment', line };
  return { kind: 'assignment', key, value: trimmed(text.slice(equals + 1), ' \t'), dash, line };
}

/**
 * `config_read` of busybox with the flags of its sysctl: a key ends at `#` as well, and nothing, or a `#`, behind the sign makes
 * it a line without a value.
 */
function busyboxLine(joined: string, line: number): LoaderLine | undefined {
  const text = cString(joined);
  const first = trimmed(text, spaces, 'start')[0];
  if (first === undefined || first === '#' || first === ';') return undefined;
  const end = /[#=]/.exec(text)?.index ?? text.length;
  const value = text.slice(end + 1);
  if (value === '' || value[0] === '#') return { kind: 'no-assignment', line };
  return {
    kind: 'assignment',
    key: trimmed(text.slice(0, end), spaces),
    value: trimmed(value, spaces),
    dash: false,
    line,
  };
}

/** What is white space to `isspace` in the C locale. */
const spaces = ' \t\n\v\f\r';

/** A text without the characters at its ends. */
function trimmed(text: string, characters: string, where: 'both' | 'start' | 'end' = 'both'): string {
  let start = 0;
  let end = text.length;
  if (where !== 'end') while (start < end && characters.includes(text[start] as string)) start++;
  if (where !== 'start') while (end > start && characters.includes(text[end - 1] as string)) end--;
  return text.slice(start, end);
}

/** A string of C ends at a NUL. */
function cString(text: string): string {
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}
