/** What is remembered of one line: what rules say of it, the names in it, and what it sets. */
import type { Host } from '../host/facts.ts';
import { type Directive, mayHoldDirective, readDirective } from './directives.ts';
import { type LineKind, lineKind, type Marks, marksOf } from './marks.ts';
import type { LineReport, Rule, RuleContext, RuleSet } from './rules.ts';
import { Name, type Named, namesOf, type Setting, type Sort, type Statement, sortOf } from './statement.ts';
import { hasTemplateMark, type Problem } from './syntax.ts';

/** A report of a rule about one line. */
export interface RuleReport extends LineReport {
  readonly rule: Rule;
}

/** A fact about the host that a rule would have needed. */
export interface Lack {
  readonly fact: keyof Host;
  readonly what: string;
  readonly start: number;
  readonly end: number;
}

/** All that is remembered of a line. Most lines have no news and share one summary with all others about the same fact. */
export interface LineSummary {
  readonly kind: LineKind;
  /** Most lines with names have one, and a list of one takes more room than the name. */
  readonly names: readonly Named[] | Named | undefined;
  /** Undefined for most lines, and there are many. */
  readonly news: LineNews | undefined;
}

/** What only few lines have. */
interface LineNews {
  readonly reports: readonly RuleReport[];
  readonly setting: Setting | undefined;
  readonly directive: Directive | undefined;
  readonly lack: Lack | undefined;
  readonly placeholder: boolean;
}

const silent = new Map<LineKind, LineSummary>();

/** The summary of every line of a kind of which there is nothing else to say. */
function silentOf(kind: LineKind): LineSummary {
  let summary = silent.get(kind);
  if (!summary) {
    summary = { kind, names: undefined, news: undefined };
    silent.set(kind, summary);
  }
  return summary;
}

/** A line with one name and no news, as most lines with names are: one object for the line and its name. */
class NamedLine extends Name implements LineSummary {
  constructor(
    readonly kind: LineKind,
    sort: Sort,
    name: string,
    start: number,
    end: number,
  ) {
    super(sort, name, start, end);
  }

  get names(): Named {
    return this;
  }

  get news(): undefined {
    return undefined;
  }
}

/** Where the words of a line start and end. */
export interface WordColumns {
  readonly starts: ArrayLike<number>;
  readonly ends: ArrayLike<number>;
}

/**
 * The summary of a line like another one that has no news: with its own names.
 * @param named for each name the word that it is
 */
export function withNames(
  { kind, names }: LineSummary,
  text: string,
  named: readonly number[],
  { starts, ends }: WordColumns,
): LineSummary {
  if (!Array.isArray(names)) {
    const start = starts[named[0] as number] as number;
    const end = ends[named[0] as number] as number;
    return new NamedLine(kind, (names as Name).sort, text.slice(start, end), start, end);
  }
  const own = names.map((each: Name, at) => {
    const start = starts[named[at] as number] as number;
    const end = ends[named[at] as number] as number;
    return new Name(each.sort, text.slice(start, end), start, end);
  });
  return { kind, names: own, news: undefined };
}

const nothing: readonly never[] = [];

/** The same items without the room that a growing array keeps for more: there are as many of these as lines. */
export function fitted<T>(items: readonly T[] = nothing): readonly T[] {
  return items.length > 0 ? items.slice() : nothing;
}

/** What is to be remembered of a statement. */
export function summarise(statement: Statement, rules: RuleSet, host: Host, marks: Marks | undefined): LineSummary {
  const about = statement.fact && rules.byFact.get(statement.fact.id);
  const { text, setting, comment } = statement;
  let reports: readonly RuleReport[] = nothing;
  let lack: Lack | undefined;
  // Most lines have no problem and no rule of their own, so what rules need is made only where one may speak.
  if (statement.problems.length > 0 || about || rules.everyStatement.length > 0) {
    const found: RuleReport[] = [];
    const context: RuleContext = {
      host,
      lacks: (fact, start, end, what) => {
        lack ??= { fact, start, end, what };
      },
    };
    for (const problem of statement.problems) reportProblem(rules, problem, statement, context, found);
    if (about) for (const rule of about) reportStatement(rule, statement, context, found);
    for (const rule of rules.everyStatement) reportStatement(rule, statement, context, found);
    reports = fitted(found);
  }
  const names = namesOf(statement.slots);
  const directive = comment >= 0 && mayHoldDirective(text) ? readDirective(text, statement) : undefined;
  const placeholder = hasTemplateMark(text);
  const isNews = reports.length > 0 || setting || directive || lack || placeholder;
  const kind = lineKind(statement.fact, marksOf(text, marks));
  if (!isNews && names.length === 0) return silentOf(kind);
  const news = isNews ? { reports, setting, directive, lack, placeholder } : undefined;
  const [first] = names;
  if (!news && first && names.length === 1)
    return new NamedLine(kind, sortOf(first), first.name, first.start, first.end);
  return { kind, names: names.length > 1 ? names.slice() : first, news };
}

function reportProblem(
  rules: RuleSet,
  problem: Problem,
  statement: Statement,
  context: RuleContext,
  into: RuleReport[],
): void {
  for (const rule of rules.byProblem.get(problem.code) ?? []) {
    const report = rule.problem?.(problem, statement, context);
    if (report) into.push({ ...report, rule });
  }
}

function reportStatement(rule: Rule, statement: Statement, context: RuleContext, into: RuleReport[]): void {
  for (const report of rule.statement?.(statement, context) ?? []) into.push({ ...report, rule });
}
