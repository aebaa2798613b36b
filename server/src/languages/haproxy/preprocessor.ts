/**
 * The preprocessor: `.if` … `.endif` and the messages (`parse_cfg` in HAProxy's src/cfgparse.c). Which lines are read is worked
 * out as far as the target version and the lines themselves tell; where the build or the environment decides it stays open.
 */
import type { Analysis } from '../../engine/analysis.ts';
import { noted } from '../../engine/names.ts';
import { columnOf, hasTemplateMark, type LineSyntax, type Word } from '../../engine/syntax.ts';
import { compareVersions } from '../../engine/version.ts';
import type { Host } from '../../host/facts.ts';
import { type Build, type ExpressionError, evaluate, type Truth } from './condition-expression.ts';
import { opensSection, targetVersion } from './sections.ts';
import { readLine } from './syntax.ts';
import { tlsLibraryOf, usualLibrary } from './tls-library.ts';

/** One mistake in a line of the preprocessor, or the message that a line asks for; columns are those of the line. */
export interface Remark {
  readonly kind: 'expression' | 'structure' | 'directive' | 'alert' | 'warning';
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly message: string;
  /** What is right in the place. */
  readonly suggestion?: string;
}

interface Conditions {
  /** Lines that HAProxy certainly skips. */
  readonly masked: ReadonlySet<number>;
  /** Lines that it may skip or not. */
  readonly open: ReadonlySet<number>;
  /** Those among them that a usual build need not read. */
  readonly doubtful: ReadonlySet<number>;
  readonly remarks: readonly Remark[];
}

/** Whether a line is one of the preprocessor's; asked of every line. */
export function isDirective(line: string): boolean {
  let at = 0;
  let code = line.charCodeAt(0);
  while (code === 32 || code === 9) code = line.charCodeAt(++at);
  return code === 46 || ((code === 34 || code === 39) && /^\s*["']+\./.test(line));
}

/** Lines that HAProxy certainly skips. */
export function maskedLines(lines: readonly { readonly text: string }[], host: Host): ReadonlySet<number> {
  return new Reader(lines, buildOf(host)).read().masked;
}

/** Whether a line may be skipped or not, so that what it defines may exist and what is wrong with it may not matter. */
export function isConditional(analysis: Analysis, line: number): boolean {
  return conditionsOf(analysis)?.open.has(line) === true;
}

/** The same for all lines of a file; undefined where none is conditional. */
export function conditionalIn(analysis: Analysis): ((line: number) => boolean) | undefined {
  const open = conditionsOf(analysis)?.open;
  return open && open.size > 0 ? (line) => open.has(line) : undefined;
}

/** The lines on which a mistake may not matter, for a usual build may skip them; undefined where there are none. */
export function doubtfulIn(analysis: Analysis): ((line: number) => boolean) | undefined {
  const doubtful = conditionsOf(analysis)?.doubtful;
  return doubtful && doubtful.size > 0 ? (line) => doubtful.has(line) : undefined;
}

/** What is to be said of the preprocessor's lines. */
export function remarksOn(analysis: Analysis): readonly Remark[] {
  return conditionsOf(analysis)?.remarks ?? [];
}

function conditionsOf(analysis: Analysis): Conditions | undefined {
  return noted(analysis.notes, 'haproxy/conditions', () =>
    analysis.blocks.some((block) => block.steers)
      ? conditionsFor(analysis.text.lines, buildOf(analysis.host))
      : undefined,
  );
}

function buildOf(host: Host): Build {
  return { version: targetVersion(host), library: tlsLibraryOf(host) };
}

/**
 * Where nobody knows the TLS library, what is wrong with lines that a build with OpenSSL reads is wrong for sure. Those that it
 * skips are there for a library that somebody has, and for what is set nothing is assumed.
 */
function conditionsFor(lines: readonly { readonly text: string }[], build: Build): Conditions {
  const conditions = new Reader(lines, build).read();
  if (build.library || conditions.open.size === 0) return conditions;
  const usual = new Reader(lines, { ...build, library: usualLibrary }).read();
  const doubtful = [...conditions.open].filter((line) => usual.open.has(line) || usual.masked.has(line));
  return { ...conditions, doubtful: new Set(doubtful) };
}

/** One `.if` that is not closed yet. */
interface Level {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  /** Whether the lines around it are read. */
  readonly outside: Truth;
  /** Whether a branch so far was the one to read. */
  taken: Truth;
  /** Whether the lines of this branch are read. */
  active: Truth;
  closing: boolean;
}

/** One more is refused (`MAXNESTEDCONDS`). */
const mostNested = 99;

const setsVariable = /^[ \t]*["']*(?:pre)?setenv\b|^[ \t]*["']*(?:unset|reset)env\b/;

class Reader {
  private readonly masked = new Set<number>();
  private readonly open = new Set<number>();
  private readonly remarks: Remark[] = [];
  private readonly levels: Level[] = [];
  private environment = new Map<string, Truth>();
  /** HAProxy reads nothing behind a line that it cannot go on from. */
  private stopped = false;

  constructor(
    private readonly lines: readonly { readonly text: string }[],
    private readonly build: Build,
  ) {}

  read(): Conditions {
    this.lines.forEach(({ text }, line) => {
      const outside = this.active;
      if (isDirective(text)) this.directive(text, line);
      else this.place(line, outside);
      if (outside !== false && text.includes('env') && setsVariable.test(text)) this.setVariable(text, line, outside);
    });
    const unclosed = this.levels[this.levels.length - 1];
    if (unclosed && !this.stopped)
      this.remarks.push({
        ...unclosed,
        kind: 'structure',
        message: "This '.if' has no '.endif': HAProxy refuses the file.",
      });
    return { masked: this.masked, open: this.open, doubtful: this.open, remarks: this.remarks };
  }

  private get active(): Truth {
    const level = this.levels[this.levels.length - 1];
    return level ? level.active : true;
  }

  private place(line: number, active: Truth): void {
    if (active === false) this.masked.add(line);
    else if (active === undefined) this.open.add(line);
  }

  private directive(text: string, line: number): void {
    const syntax = readLine(text);
    // HAProxy drops a line it cannot split into words.
    const name = syntax.problems?.some(({ code }) => code !== 'variable-default') ? undefined : syntax.words[0];
    if (name?.text === '.if') this.opens(syntax, name, line);
    else if (name && branches.has(name.text)) this.goesOn(syntax, name, line);
    else {
      this.place(line, this.active);
      if (name && this.active === true) this.message(syntax.words, name, line);
    }
  }

  private opens(syntax: LineSyntax, name: Word, line: number): void {
    const outside = this.active;
    this.place(line, outside);
    if (this.levels.length >= mostNested) {
      this.refuse(name, line, `HAProxy takes at most ${mostNested} nested '.if'.`);
    }
    const taken = outside === false ? true : this.evaluate(syntax, line, true);
    const { start, end } = name;
    this.levels.push({ line, start, end, outside, taken, active: both(outside, taken), closing: false });
  }

  private goesOn(syntax: LineSyntax, name: Word, line: number): void {
    const level = this.levels[this.levels.length - 1];
    const { words } = syntax;
    this.place(line, level ? level.outside : true);
    const argument = words[1];
    if (name.text !== '.elif' && argument && argument.text !== '' && compareVersions(this.build.version, '2.5') >= 0) {
      if (!argument.uncertain) this.refuseArgument(name, words, line);
    }
    if (!level) {
      this.refuse(name, line, `This '${name.text}' belongs to no '.if'.`);
      return;
    }
    if (name.text === '.endif') {
      this.levels.pop();
      return;
    }
    if (level.closing) this.refuse(name, line, `'${name.text}' cannot follow '.else'.`);
    if (name.text === '.else') {
      level.active = both(level.outside, not(level.taken));
      level.closing = true;
      return;
    }
    const truth = level.taken === true ? false : this.evaluate(syntax, line, level.taken === false);
    level.active = both(level.outside, both(not(level.taken), truth));
    level.taken = either(level.taken, truth);
  }

  private refuseArgument(name: Word, words: readonly Word[], line: number): void {
    const [, argument] = words as [Word, Word];
    const isElif = name.text === '.else' && argument.text === 'if';
    const place = isElif ? { start: name.start, end: argument.end } : spanOf(words.slice(1));
    const message = `'${name.text}' takes no argument${isElif ? "; '.elif' was meant" : ''}.`;
    this.refuseAs('structure', place, line, message, true, isElif ? '.elif' : undefined);
  }

  /** The truth of the expression behind a directive, which HAProxy looks at `certainly` or only if no branch before was read. */
  private evaluate({ words }: LineSyntax, line: number, certainly: boolean): Truth {
    const expression = words.slice(1);
    const texts = expression.map((word) => word.text);
    const { truth, error } = evaluate(texts, this.build, this.environment, variablesIn(expression));
    if (error && certainly && !this.stopped)
      this.remarks.push({ kind: 'expression', line, ...placeOf(error, expression, words[0] as Word) });
    return truth;
  }

  /** `.alert` and its like, where HAProxy certainly reads them. */
  private message(words: readonly Word[], name: Word, line: number): void {
    if (!messages.has(name.text)) {
      this.refuseAs(
        'directive',
        name,
        line,
        `HAProxy's preprocessor knows no '${name.text}': it reads no further and refuses the file.`,
      );
      return;
    }
    const extra = words.slice(2);
    if (extra.length > 0 && compareVersions(this.build.version, '2.5') >= 0) {
      if (!words.some((word) => word.uncertain))
        this.refuseAs(
          'structure',
          spanOf(extra),
          line,
          `'${name.text}' takes one word: a message with blanks needs quotes.`,
          false,
        );
      return;
    }
    const said = words[1]?.text ?? '';
    if (name.text === '.alert')
      this.refuseAs('alert', spanOf(words), line, `HAProxy stops here and refuses the file: '${said}'.`);
    else if (name.text === '.warning' && !this.stopped)
      this.remarks.push({ kind: 'warning', line, ...spanOf(words), message: `HAProxy warns here: '${said}'.` });
  }

  private refuse(place: { start: number; end: number }, line: number, message: string): void {
    this.refuseAs('structure', place, line, message);
  }

  private refuseAs(
    kind: Remark['kind'],
    { start, end }: { start: number; end: number },
    line: number,
    message: string,
    stops = true,
    suggestion?: string,
  ): void {
    if (!this.stopped)
      this.remarks.push({ kind, line, start, end, message, ...(suggestion !== undefined && { suggestion }) });
    this.stopped ||= stops;
  }

  /** `setenv` and its like in `global` act at once. */
  private setVariable(text: string, line: number, active: Truth): void {
    if (this.masked.has(line)) return;
    let header = line;
    while (header >= 0 && (this.masked.has(header) || !opensSection((this.lines[header] as { text: string }).text)))
      header--;
    if (header < 0 || readLine((this.lines[header] as { text: string }).text).words[0]?.text !== 'global') return;
    const [keyword, ...names] = readLine(text).words;
    const set = keyword?.text === 'setenv' || keyword?.text === 'presetenv';
    if (keyword?.text === 'resetenv') this.environment = new Map();
    else
      for (const { text: name, uncertain } of set ? names.slice(0, 1) : names)
        if (!uncertain) this.environment.set(name, active === true ? set : undefined);
  }
}

const branches: ReadonlySet<string> = new Set(['.elif', '.else', '.endif']);
const messages: ReadonlySet<string> = new Set(['.notice', '.warning', '.alert', '.diag']);

function spanOf(words: readonly Word[]): { start: number; end: number } {
  return { start: (words[0] as Word).start, end: (words[words.length - 1] as Word).end };
}

/** Where a mistake in the joined words stands in the line. */
function placeOf(error: ExpressionError, words: readonly Word[], name: Word) {
  const { start, end, reason, suggestion } = error;
  const from = words.length > 0 ? columnIn(words, start, false) : name.start;
  const to = words.length > 0 ? columnIn(words, end, true) : name.end;
  return {
    start: from,
    end: Math.max(to, from + 1),
    message: `HAProxy cannot read this condition: ${reason}${reason.endsWith('?') ? '' : '.'}`,
    ...(suggestion !== undefined && { suggestion }),
  };
}

/** The column of an offset in words that are joined with one blank each. */
function columnIn(words: readonly Word[], offset: number, behind: boolean): number {
  let left = offset;
  for (const word of words) {
    if (left < word.text.length || (left === word.text.length && behind)) return columnOf(word, left);
    left -= word.text.length + 1;
  }
  return (words[words.length - 1] as Word).end;
}

const variable = /\$(?:\{[^}]*\}?|\.?\w+)/g;

/** Which characters of the joined words a variable or a template puts there; undefined where none does. */
function variablesIn(words: readonly Word[]): ((offset: number) => boolean) | undefined {
  if (!words.some((word) => word.uncertain)) return undefined;
  const offsets = new Set<number>();
  let base = 0;
  for (const { text, uncertain } of words) {
    if (uncertain && hasTemplateMark(text)) for (let at = 0; at <= text.length; at++) offsets.add(base + at);
    else if (uncertain)
      for (const found of text.matchAll(variable))
        for (let at = 0; at < found[0].length; at++) offsets.add(base + found.index + at);
    base += text.length + 1;
  }
  return (offset) => offsets.has(offset);
}

function not(truth: Truth): Truth {
  return truth === undefined ? undefined : !truth;
}

function both(a: Truth, b: Truth): Truth {
  if (a === false || b === false) return false;
  return a === true && b === true ? true : undefined;
}

function either(a: Truth, b: Truth): Truth {
  return not(both(not(a), not(b)));
}
