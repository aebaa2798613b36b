/** The options that say which files a command is about and which host they are for. */
import type { Language } from '../../engine/language.ts';
import { type Host, readHostFact, withFacts } from '../../host/facts.ts';
import { languageById, languages } from '../../languages/index.ts';
import { choiceOf, type OptionSpecs } from '../arguments.ts';
import { UsageError } from '../io.ts';

const languageIds = languages.map((language) => language.id);

export interface InputOptions {
  readonly paths: readonly string[];
  /** What HAProxy loads together, in this order. */
  readonly loaded: readonly string[];
  readonly stdinFilename: string | undefined;
  readonly host: Host;
  readonly profiles: boolean;
  readonly language: Language | undefined;
}

export const inputSpecs = {
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
} as const satisfies OptionSpecs;

interface GivenOptions {
  readonly file: readonly string[];
  readonly 'stdin-filename': string | undefined;
  readonly language: string | undefined;
  readonly haproxy: string | undefined;
  readonly kernel: string | undefined;
  readonly memory: string | undefined;
  readonly cpus: string | undefined;
  readonly host: readonly string[];
  readonly 'no-config': boolean;
}

/** Throws a `UsageError` for what cannot be understood. */
export function inputOptions(options: GivenOptions, positionals: readonly string[]): InputOptions {
  const language = choiceOf('--language', options.language, languageIds);
  if (options['stdin-filename'] !== undefined && !positionals.includes('-'))
    throw new UsageError("--stdin-filename goes with the path '-'");
  const loaded = options.file;
  return {
    paths: positionals.length > 0 || loaded.length > 0 ? positionals : ['.'],
    loaded,
    stdinFilename: options['stdin-filename'],
    host: hostOf(options),
    profiles: !options['no-config'],
    language: language === undefined ? undefined : languageById(language),
  };
}

function hostOf({ host: pairs, haproxy, kernel, memory, cpus }: GivenOptions): Host {
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
