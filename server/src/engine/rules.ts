/**
 * Rules: what may be said of a configuration. A rule answers to something it names: a problem code, a fact, every
 * statement, or a whole file; so a line without news costs nothing.
 */

import type { Host } from '../host/facts.ts';
import type { FileView } from './file-view.ts';
import type { Statement } from './statement.ts';
import type { Problem } from './syntax.ts';
import type { Edit } from './text.ts';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** An edit in a file; without a path in the file of the finding. */
export interface FileEdit extends Edit {
  readonly path?: string;
}

export interface Fix {
  readonly title: string;
  /** A safe fix keeps what the program does today or is the only thing that can have been meant. */
  readonly safe: boolean;
  readonly edits: readonly FileEdit[];
}

/** A place in another line or file that belongs to a finding. */
export interface Related {
  readonly path?: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly message: string;
  /** This line counts in the place of the reported one, which has no effect. */
  readonly counts?: true;
}

/** What a rule says of one line. Lines of edits count from that line: 0 is the line itself. */
export interface LineReport {
  readonly start: number;
  readonly end: number;
  readonly message: string;
  readonly severity?: Severity;
  readonly fixes?: readonly Fix[];
}

/** What a rule says of a file. Lines are those of the file. */
export interface FileReport extends LineReport {
  readonly line: number;
  readonly related?: readonly Related[];
}

/** What a rule may know when it looks at a line. */
export interface RuleContext {
  readonly host: Host;
  /** Says that a fact about the host is missing and what it would decide; told once per file, as a hint. */
  lacks(fact: keyof Host, start: number, end: number, what: string): void;
}

export interface Rule {
  readonly id: string;
  /** What is wrong, in one line, for lists. The page beside the rule says the rest. */
  readonly title: string;
  readonly severity: Severity;
  readonly tag?: 'unnecessary' | 'deprecated';
  /** Off unless a setting gives it a severity or names its pack. */
  readonly optIn?: true;
  /** The pack of opt-in rules it is switched on with. */
  readonly pack?: string;
  /** Headroom's own judgement: the program that reads the file says nothing of the kind. */
  readonly advice?: true;
  /** Answers to problems with these codes. */
  readonly problems?: readonly string[];
  problem?(problem: Problem, statement: Statement, context: RuleContext): LineReport | undefined;
  /** Answers to statements about these facts (by id); left out: to every statement. */
  readonly facts?: readonly string[];
  statement?(statement: Statement, context: RuleContext): readonly LineReport[] | undefined;
  file?(view: FileView): readonly FileReport[];
}

/** A rule of a language for lookup at speed. */
export interface RuleSet {
  readonly all: readonly Rule[];
  readonly byProblem: ReadonlyMap<string, readonly Rule[]>;
  readonly byFact: ReadonlyMap<string, readonly Rule[]>;
  readonly everyStatement: readonly Rule[];
  readonly files: readonly Rule[];
}

export function ruleSet(rules: readonly Rule[]): RuleSet {
  const byProblem = new Map<string, Rule[]>();
  const byFact = new Map<string, Rule[]>();
  const add = (map: Map<string, Rule[]>, key: string, rule: Rule) => {
    const list = map.get(key);
    if (list) list.push(rule);
    else map.set(key, [rule]);
  };
  for (const rule of rules) {
    if (rule.problem) for (const code of rule.problems ?? []) add(byProblem, code, rule);
    if (rule.statement) for (const id of rule.facts ?? []) add(byFact, id, rule);
  }
  return {
    all: rules,
    byProblem,
    byFact,
    everyStatement: rules.filter((rule) => rule.statement && !rule.facts),
    files: rules.filter((rule) => rule.file),
  };
}

/** The edit that takes a whole line away, its end included. */
export function removeLine(line = 0): Edit {
  return { start: { line, column: 0 }, end: { line: line + 1, column: 0 }, text: '' };
}

/** The edit that replaces columns of one line. */
export function replace(start: number, end: number, text: string, line = 0): Edit {
  return { start: { line, column: start }, end: { line, column: end }, text };
}

/** The edit that puts a line before another. */
export function insertLine(text: string, line = 0): Edit {
  return { start: { line, column: 0 }, end: { line, column: 0 }, text: `${text}\n` };
}
