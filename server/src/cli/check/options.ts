/** The options of `headroom check`. */
import type { Severities } from '../../engine/findings.ts';
import { nearest } from '../../engine/nearest.ts';
import type { Severity } from '../../engine/rules.ts';
import { packNames, packProblem } from '../../packs.ts';
import { allRules } from '../../rules.ts';
import { choiceOf, type OptionSpecs, readArguments } from '../arguments.ts';
import { type InputOptions, inputOptions, inputSpecs } from '../inputs/options.ts';
import { UsageError } from '../io.ts';
import type { FailOn } from './result.ts';

const formats = ['text', 'json', 'sarif', 'github', 'junit'] as const;
const severities = ['error', 'warning', 'information', 'hint', 'off'] as const;

export type Format = (typeof formats)[number];

export interface CheckOptions extends InputOptions {
  readonly format: Format;
  readonly severities: Severities;
  readonly packs: readonly string[];
  readonly failOn: FailOn;
  readonly fix: 'write' | 'show' | undefined;
}

export const checkSpecs = {
  ...inputSpecs,
  rule: {
    kind: 'list',
    value: 'ID=SEVERITY',
    help: 'how a rule is reported: error, warning, information, hint or off',
  },
  pack: { kind: 'list', value: 'NAME,…', help: `packs of rules that are off by themselves: ${packNames.join(', ')}` },
  format: { kind: 'value', value: formats.join('|'), help: 'how the findings are printed; text where nothing is said' },
  'fail-on': {
    kind: 'value',
    value: 'error|warning|information|never',
    help: 'findings from which on the exit code is 1; error where nothing is said',
  },
  fix: { kind: 'flag', help: 'apply the safe fixes and report what is left' },
  'fix-dry-run': { kind: 'flag', help: 'print what --fix would change as a unified diff, and change nothing' },
  help: { kind: 'flag', short: 'h', help: 'show this help' },
} as const satisfies OptionSpecs;

/** Reads the arguments behind `check`; undefined where the help is asked for. Throws a `UsageError`. */
export function readCheckOptions(args: readonly string[]): CheckOptions | undefined {
  const { options, positionals } = readArguments(args, checkSpecs);
  if (options.help) return undefined;
  if (options.fix && options['fix-dry-run']) throw new UsageError('--fix and --fix-dry-run exclude each other');
  const format = choiceOf('--format', options.format, formats) ?? 'text';
  const readsStdin = positionals.includes('-');
  if (options['fix-dry-run'] && format !== 'text')
    throw new UsageError(`--fix-dry-run prints a diff; --format ${format} does not go with it`);
  if (options.fix && readsStdin)
    throw new UsageError('--fix has no file to write for standard input; use --fix-dry-run');
  return {
    ...inputOptions(options, positionals),
    format,
    severities: severitiesOf(options.rule),
    packs: packsOf(options.pack),
    failOn: choiceOf('--fail-on', options['fail-on'], ['error', 'warning', 'information', 'never']) ?? 'error',
    fix: options.fix ? 'write' : options['fix-dry-run'] ? 'show' : undefined,
  };
}

function packsOf(lists: readonly string[]): readonly string[] {
  const names = lists.flatMap((list) => list.split(',')).map((name) => name.trim());
  for (const name of names) {
    const problem = packProblem(name);
    if (problem) throw new UsageError(`--pack: ${problem.charAt(0).toLowerCase()}${problem.slice(1)}`);
  }
  return names;
}

function severitiesOf(pairs: readonly string[]): Severities {
  const ids = allRules.map(({ id }) => id);
  const result: Record<string, Severity | 'off'> = {};
  for (const pair of pairs) {
    const [id = '', severity] = pair.split('=', 2);
    if (severity === undefined) throw new UsageError(`--rule: '${pair}' is not of the form ID=SEVERITY`);
    if (!ids.includes(id)) {
      const near = nearest(id, ids, 1)[0];
      throw new UsageError(`--rule: no rule is called '${id}'${near ? `; did you mean ${near}?` : ''}`);
    }
    result[id] = choiceOf(`--rule ${id}`, severity, severities) as Severity | 'off';
  }
  return result;
}
