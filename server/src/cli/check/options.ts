/** The options of `headroom check`. */
import type { Severities } from '../../engine/findings.ts';
import type { Language } from '../../engine/language.ts';
import { nearest } from '../../engine/nearest.ts';
import type { Severity } from '../../engine/rules.ts';
import { type Host, readHostFact, withFacts } from '../../host/facts.ts';
import { languageById, languages } from '../../languages/index.ts';
import { packNames, packProblem } from '../../packs.ts';
import { allRules } from '../../rules.ts';
import { choiceOf, type OptionSpecs, readArguments } from '../arguments.ts';
import { UsageError } from '../io.ts';
import type { FailOn } from './result.ts';

const formats = ['text', 'json', 'sarif', 'github', 'junit'] as const;
const severities = ['error', 'warning', 'information', 'hint', 'off'] as const;
const languageIds = languages.map((language) => language.id);

export type Format = (typeof formats)[number];

export interface CheckOptions {
  readonly paths: readonly string[];
  /** What HAProxy loads together, in this order. */
  readonly loaded: readonly string[];
  readonly stdinFilename: string | undefined;
  readonly format: Format;
  readonly host: Host;
  readonly profiles: boolean;
  readonly language: Language | undefined;
  readonly severities: Severities;
  readonly packs: readonly string[];
  readonly failOn: FailOn;
  readonly fix: 'write' | 'show' | undefined;
}

export const checkSpecs = {
  file: {
    kind: 'list',
    short: 'f',
    value: 'PATH',
    help: 'a file or folder that HAProxy loads together with the other -f, in this order',
  },
  'stdin-filename': { kind: 'value', value: 'NAME', help: 'what the text on standard input is called, for the path -' },
  language: { kind: 'value', value: languageIds.join('|'), help: 'read every path as this, whatever its name' },
  haproxy: { kind: 'value', value: 'V', help: 'version of HAProxy that the files are for' },
  kernel: { kind: 'value', value: 'V', help: 'version of the Linux kernel that the files are for' },
  memory: { kind: 'value', value: 'SIZE', help: 'RAM of the machine: 4GiB' },
  cpus: { kind: 'value', value: 'N', help: 'number of processors of the machine' },
  host: {
    kind: 'list',
    value: 'FACT=VALUE,…',
    help: 'any facts about the host, as in headroom.json: distribution=debian-12,pageSize=4096',
  },
  'no-config': { kind: 'flag', help: 'ignore headroom.json' },
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
  const language = choiceOf('--language', options.language, languageIds);
  const format = choiceOf('--format', options.format, formats) ?? 'text';
  const readsStdin = positionals.includes('-');
  if (options['fix-dry-run'] && format !== 'text')
    throw new UsageError(`--fix-dry-run prints a diff; --format ${format} does not go with it`);
  if (options.fix && readsStdin)
    throw new UsageError('--fix has no file to write for standard input; use --fix-dry-run');
  if (options['stdin-filename'] !== undefined && !readsStdin)
    throw new UsageError("--stdin-filename goes with the path '-'");
  const loaded = options.file;
  return {
    paths: positionals.length > 0 || loaded.length > 0 ? positionals : ['.'],
    loaded,
    stdinFilename: options['stdin-filename'],
    format,
    host: hostOf(options),
    profiles: !options['no-config'],
    language: language === undefined ? undefined : languageById(language),
    severities: severitiesOf(options.rule),
    packs: packsOf(options.pack),
    failOn: choiceOf('--fail-on', options['fail-on'], ['error', 'warning', 'information', 'never']) ?? 'error',
    fix: options.fix ? 'write' : options['fix-dry-run'] ? 'show' : undefined,
  };
}

interface HostOptions {
  readonly haproxy: string | undefined;
  readonly kernel: string | undefined;
  readonly memory: string | undefined;
  readonly cpus: string | undefined;
  readonly host: readonly string[];
}

function hostOf({ host: pairs, haproxy, kernel, memory, cpus }: HostOptions): Host {
  let host: Host = {};
  const add = (option: string, name: string, text: string) => {
    const read = readHostFact(name, text, option);
    if ('problem' in read) throw new UsageError(`${option}: ${read.problem}`);
    host = withFacts(host, read.host);
  };
  for (const pair of pairs.flatMap((each) => each.split(','))) {
    const equals = pair.indexOf('=');
    if (equals < 1) throw new UsageError(`--host: '${pair}' is not of the form FACT=VALUE`);
    add('--host', pair.slice(0, equals).trim(), pair.slice(equals + 1).trim());
  }
  for (const [name, text] of Object.entries({ haproxy, kernel, memory, cpus }))
    if (text !== undefined) add(`--${name}`, name, text);
  return host;
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
