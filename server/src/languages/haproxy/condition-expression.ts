/**
 * The expression of `.if` and `.elif` (`cfg_eval_condition` in HAProxy's src/cfgcond.c), parsed as the target version parses
 * it and evaluated as far as the text tells: what depends on the build, the library or the environment stays unknown.
 */
import { clipped, nearest, quotedList } from '../../engine/nearest.ts';
import { compareVersions } from '../../engine/version.ts';
import { compareRelease } from './release.ts';
import { reachesOpenssl, startsWith, type TlsLibrary } from './tls-library.ts';

/** Undefined: only the running program knows. */
export type Truth = boolean | undefined;

export interface ExpressionError {
  /** Columns in the expression. */
  readonly start: number;
  readonly end: number;
  /** What is wrong, as the rest of a sentence that starts with the expression. */
  readonly reason: string;
  /** A predicate that may be meant in the place. */
  readonly suggestion?: string;
}

export interface Evaluated {
  readonly truth: Truth;
  readonly error?: ExpressionError;
}

/** The build of HAProxy that evaluates an expression. */
export interface Build {
  readonly version: string;
  /** Absent where nobody knows. */
  readonly library?: TlsLibrary | undefined;
}

/** What is known of the environment: `setenv` and `unsetenv` of the lines before. Names that are absent are unknown. */
export type Environment = ReadonlyMap<string, Truth>;

interface Predicate {
  readonly arguments: 0 | 1 | 2;
  readonly since?: string;
}

const predicates: ReadonlyMap<string, Predicate> = new Map([
  ['defined', { arguments: 1 }],
  ['feature', { arguments: 1 }],
  ['streq', { arguments: 2 }],
  ['strneq', { arguments: 2 }],
  ['strstr', { arguments: 2, since: '2.7' }],
  ['version_atleast', { arguments: 1 }],
  ['version_before', { arguments: 1 }],
  ['openssl_version_atleast', { arguments: 1, since: '2.5' }],
  ['openssl_version_before', { arguments: 1, since: '2.5' }],
  ['ssllib_name_startswith', { arguments: 1, since: '2.5' }],
  ['awslc_api_atleast', { arguments: 1, since: '3.3' }],
  ['awslc_api_before', { arguments: 1, since: '3.3' }],
  ['enabled', { arguments: 1, since: '2.7' }],
  ['fips_mode', { arguments: 0, since: '3.5' }],
] as const);

/** What every build for Linux has unless somebody leaves it out, be it with glibc or musl (`set_target_defaults` in the Makefile). */
const usualFeatures: ReadonlySet<string> = new Set([
  ...['ACCEPT4', 'CPU_AFFINITY', 'CRYPT_H', 'DL', 'EPOLL', 'GETADDRINFO', 'LIBCRYPT', 'LINUX_SPLICE', 'LINUX_TPROXY'],
  ...['NETFILTER', 'NS', 'POLL', 'PRCTL', 'RT', 'TFO', 'THREAD', 'THREAD_DUMP', 'TPROXY'],
]);

/** How deep a term may stand in others, each `&&` and `||` counted (`MAX_CFG_RECURSION`). */
const deepest = 1024;

/** An integer as `strtol` reads it with base 0. */
const integer = /[ \t]*[+-]?(?:0[xX][0-9A-Fa-f]+|\d+)/y;
const octalEnd = /[89]/;
const blanks = /[ \t]*/y;
const predicateName = /[^ (]*/y;

/**
 * @param words what stands behind `.if`; HAProxy joins them with one blank each
 * @param isVariable whether the character at an offset belongs to a variable of the environment
 */
export function evaluate(
  words: readonly string[],
  build: Build,
  environment: Environment,
  isVariable?: (offset: number) => boolean,
): Evaluated {
  // HAProxy 2.4 looks at the first word and knows no operators.
  const old = compareVersions(build.version, '2.5') < 0;
  const expression = old ? (words[0] ?? '') : words.join(' ');
  if (expression === '') return { truth: false };
  try {
    return { truth: new Parser(expression, build, environment, isVariable, old).whole() };
  } catch (thrown) {
    if (thrown === unknowable) return { truth: undefined };
    if (thrown instanceof Refusal) return { truth: undefined, error: thrown.error };
    throw thrown;
  }
}

/** What the text becomes depends on a variable: nobody can tell even whether it parses. */
const unknowable = Symbol('unknowable');

class Refusal extends Error {
  constructor(readonly error: ExpressionError) {
    super(error.reason);
  }
}

class Parser {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly build: Build,
    private readonly environment: Environment,
    private readonly isVariable: ((offset: number) => boolean) | undefined,
    private readonly old: boolean,
  ) {}

  whole(): Truth {
    if (this.old) return this.oldTerm();
    const truth = this.either(deepest);
    this.skipBlanks();
    if (this.at < this.text.length)
      this.refuse(this.at, this.text.length, 'nothing may follow a complete expression but && or ||');
    return truth;
  }

  /** HAProxy 2.4: an integer that is the whole word, or a predicate whose arguments nothing is looked for behind. */
  private oldTerm(): Truth {
    const number = this.number();
    if (number !== undefined && this.at === this.text.length) return number;
    this.at = 0;
    return this.predicate();
  }

  private either(depth: number): Truth {
    let truth: Truth = false;
    for (let left = depth; ; left--) {
      this.need(left);
      truth = or(truth, this.both(left - 1));
      this.skipBlanks();
      if (!this.text.startsWith('||', this.at)) return truth;
      this.at += 2;
      this.skipBlanks();
      this.needMore('||');
    }
  }

  private both(depth: number): Truth {
    let truth: Truth = true;
    for (let left = depth; ; left--) {
      this.need(left);
      truth = and(truth, this.term(left - 1));
      this.skipBlanks();
      if (!this.text.startsWith('&&', this.at)) return truth;
      this.at += 2;
      this.skipBlanks();
      this.needMore('&&');
    }
  }

  private term(depth: number): Truth {
    this.skipBlanks();
    this.needMore('');
    this.need(depth);
    let negated = false;
    while (this.text[this.at] === '!') {
      negated = !negated;
      this.at++;
      this.skipBlanks();
    }
    const truth = this.number() ?? (this.text[this.at] === '(' ? this.group(depth) : this.predicate());
    return truth === undefined ? undefined : truth !== negated;
  }

  private group(depth: number): Truth {
    const opened = this.at++;
    this.skipBlanks();
    this.needMore('(');
    const truth = this.either(depth - 1);
    this.skipBlanks();
    if (this.text[this.at] !== ')') this.refuse(opened, this.at, "this '(' is not closed");
    this.at++;
    this.skipBlanks();
    return truth;
  }

  /** The truth of the integer here; undefined where none stands. */
  private number(): boolean | undefined {
    integer.lastIndex = this.at;
    let digits = integer.exec(this.text)?.[0];
    if (digits === undefined) return undefined;
    // A leading zero makes it octal, and ends it before an 8.
    const bare = digits.trim().replace(/^[+-]/, '');
    if (/^0\d/.test(bare)) {
      const end = bare.search(octalEnd);
      if (end >= 0) digits = digits.slice(0, digits.length - (bare.length - end));
    }
    this.at += digits.length;
    return /[1-9A-Fa-f]/.test(digits.replace(/0[xX]/, ''));
  }

  private predicate(): Truth {
    predicateName.lastIndex = this.at;
    const name = predicateName.exec(this.text)?.[0] ?? '';
    const start = this.at;
    const end = start + name.length;
    const found = predicates.get(name);
    if (!found || (found.since !== undefined && compareVersions(this.build.version, found.since) < 0)) {
      this.refuseName(name, start, end, found?.since);
    }
    const { arguments: wanted } = found as Predicate;
    this.at = end;
    const given = this.argumentsOf(name, wanted, start);
    return this.valueOf(name, given);
  }

  private refuseName(name: string, start: number, end: number, since: string | undefined): never {
    if (since !== undefined)
      this.refuse(start, end, `HAProxy ${this.build.version} does not have the predicate '${clipped(name)}' yet`);
    if (name === '')
      this.refuse(start, Math.min(end + 1, this.text.length), 'a predicate, a number or a parenthesis must stand here');
    const current = [...predicates].flatMap(([each, { since: from }]) =>
      from === undefined || compareVersions(this.build.version, from) >= 0 ? [each] : [],
    );
    const near = nearest(name, current);
    const hint = near.length > 0 ? `; did you mean ${quotedList(near)}?` : '';
    this.refuse(start, end, `HAProxy knows no predicate '${clipped(name)}'${hint}`, near[0]);
  }

  /** The arguments in parentheses (`make_arg_list` in src/arg.c); undefined for those a variable is part of. */
  private argumentsOf(name: string, wanted: number, start: number): readonly (string | undefined)[] {
    const given: (string | undefined)[] = [];
    if (this.text[this.at] !== '(') {
      if (wanted > 1) this.refuse(start, this.at, `'${name}' wants ${wanted} arguments in parentheses`);
      return [''];
    }
    this.at++;
    while (given.length < wanted) {
      given.push(this.argument());
      if (this.text[this.at] !== ',' || given.length === wanted) break;
      this.at++;
    }
    if (given.length < wanted)
      this.refuse(start, Math.min(this.at + 1, this.text.length), `'${name}' wants ${wanted} arguments`);
    if (this.text[this.at] !== ')') {
      const many = this.text[this.at] === ',';
      this.refuse(
        start,
        this.text.length,
        many
          ? `'${name}' takes ${wanted === 1 ? 'one argument' : `${wanted} arguments`}`
          : `the ')' behind the arguments of '${name}' is missing`,
      );
    }
    this.at++;
    return given;
  }

  /** One argument, its quotes and escapes resolved. */
  private argument(): string | undefined {
    let quote = '';
    let value = '';
    let known = true;
    for (; this.at < this.text.length; this.at++) {
      const char = this.text.charAt(this.at);
      if (this.isVariable?.(this.at)) known = false;
      else if ((char === '"' || char === "'") && (quote === '' || quote === char)) quote = quote === '' ? char : '';
      else if (char === '\\' && quote !== "'") value += this.escaped();
      else if (quote === '' && (char === ',' || char === ')')) break;
      else value += char;
    }
    return known ? value : undefined;
  }

  /** The character that a backslash stands for; the place is left on the last character that is used up. */
  private escaped(): string {
    const next = this.text.charAt(this.at + 1);
    const meant = { '\\': '\\', ' ': ' ', '"': '"', "'": "'", r: '\r', n: '\n', t: '\t' }[next];
    if (meant === undefined) return '\\';
    this.at++;
    return meant;
  }

  private valueOf(name: string, [first, second]: readonly (string | undefined)[]): Truth {
    if (first === undefined) return undefined;
    switch (name) {
      case 'defined':
        return first === '' ? false : this.environment.get(first);
      case 'feature':
        return usualFeatures.has(first) ? true : this.hasTls(first);
      case 'streq':
        return second === undefined ? undefined : first === second;
      case 'strneq':
        return second === undefined ? undefined : first !== second;
      case 'strstr':
        return second === undefined ? undefined : first.includes(second);
      case 'version_atleast':
        return compareRelease(first, this.build.version);
      case 'version_before': {
        const reached = compareRelease(first, this.build.version);
        return reached === undefined ? undefined : !reached;
      }
      case 'openssl_version_atleast':
        return this.reachesOpenssl(first);
      case 'openssl_version_before': {
        const reached = this.reachesOpenssl(first);
        return reached === undefined ? undefined : !reached;
      }
      case 'ssllib_name_startswith':
        return this.build.library && startsWith(this.build.library, first);
      default:
        return undefined;
    }
  }

  /** Every library is built with the feature of OpenSSL. */
  private hasTls(feature: string): Truth {
    const { library } = this.build;
    return library && feature === 'OPENSSL' ? library.name !== 'none' : undefined;
  }

  private reachesOpenssl(version: string): Truth {
    const { library } = this.build;
    const known = library && reachesOpenssl(library, version);
    if (known !== undefined || library?.name === 'none') return known;
    return isOldLibrary(version) ? true : undefined;
  }

  private skipBlanks(): void {
    blanks.lastIndex = this.at;
    blanks.exec(this.text);
    this.at = blanks.lastIndex;
  }

  private need(depth: number): void {
    if (depth <= 0) this.refuse(0, this.text.length, 'its terms are nested too deep');
  }

  private needMore(behind: string): void {
    if (this.at < this.text.length) return;
    const start = Math.max(0, this.text.trimEnd().length - Math.max(1, behind.length));
    this.refuse(
      start,
      this.text.length,
      behind === '' ? 'it ends where a term must stand' : `nothing follows '${behind}'`,
    );
  }

  private refuse(start: number, end: number, reason: string, suggestion?: string): never {
    for (let at = this.at; this.isVariable && at < this.text.length; at++) if (this.isVariable(at)) throw unknowable;
    throw new Refusal({ start, end, reason, ...(suggestion !== undefined && { suggestion }) });
  }
}

/** Every library that HAProxy is built with today, its rivals included, says that it is OpenSSL 1.1.1 or newer. */
function isOldLibrary(version: string): boolean {
  const [, major, minor, patch] = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(version) ?? [];
  if (major === undefined) return false;
  return Number(major) * 1_000_000 + Number(minor) * 1000 + Number(patch) <= 1_001_001;
}

function or(a: Truth, b: Truth): Truth {
  if (a === true || b === true) return true;
  return a === false && b === false ? false : undefined;
}

function and(a: Truth, b: Truth): Truth {
  if (a === false || b === false) return false;
  return a === true && b === true ? true : undefined;
}
