/** Rules of one kind of advice over many keys: a table says for each key which numbers deserve which sentence. */
import { type LineReport, type RuleContext, replace, type Severity } from '../../engine/rules.ts';
import type { Statement } from '../../engine/statement.ts';
import type { Host } from '../../host/facts.ts';
import { keyName, keyOf, takesValues } from './kernel.ts';
import { kernelNumber } from './kinds.ts';

/** What is to be said of the numbers of a line. */
export interface Said {
  readonly message: string;
  readonly severity?: Severity;
  /** What the whole value is replaced by. */
  readonly instead?: string;
}

export interface About {
  readonly name: string;
  readonly host: Host;
  /** Says that the amount of RAM would decide. */
  lacksMemory(what: string): void;
}

/** By fact id; called only with numbers the kernel reads, and at least one. */
export type ValueNotes = Readonly<
  Record<string, (numbers: readonly [bigint, ...bigint[]], about: About) => Said | undefined>
>;

/** What a table says of a line. */
export function noteOn(statement: Statement, context: RuleContext, table: ValueNotes): readonly LineReport[] {
  const fact = keyOf(statement);
  const { setting } = statement;
  const say = fact && table[fact.id];
  if (!say || !setting || setting.uncertain || !takesValues(fact, context.host)) return [];
  const numbers = setting.fields.slice(0, fact.fields).map(kernelNumber);
  if (numbers.length === 0 || numbers.some((number) => number === undefined)) return [];
  const { start } = setting;
  const end = statement.slots.filter(({ role }) => role === 'value').at(-1)?.end ?? setting.end;
  const said = say(numbers as [bigint, ...bigint[]], {
    name: keyName(statement),
    host: context.host,
    lacksMemory: (what) => context.lacks('memory', start, end, what),
  });
  if (!said) return [];
  const { message, severity, instead } = said;
  const fixes =
    instead === undefined ? [] : [{ title: `Write ${instead}`, safe: false, edits: [replace(start, end, instead)] }];
  return [{ start, end, message, ...(severity && { severity }), fixes }];
}
