/** Reads the arguments of a command: node:util's parser, with messages that say what to write instead. */
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { nearest } from '../engine/nearest.ts';
import { UsageError } from './io.ts';

/** `flag` stands alone, `value` takes one, `list` may be given many times. */
export type OptionKind = 'flag' | 'value' | 'list';

export interface OptionSpec {
  readonly kind: OptionKind;
  readonly short?: string;
  /** How the value is shown in the help: `V`, `text|json`. */
  readonly value?: string;
  readonly help: string;
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

type ValueOf<Spec extends OptionSpec> = Spec['kind'] extends 'flag'
  ? boolean
  : Spec['kind'] extends 'list'
    ? readonly string[]
    : string | undefined;

export interface Arguments<Specs extends OptionSpecs> {
  readonly options: { readonly [Name in keyof Specs]: ValueOf<Specs[Name]> };
  readonly positionals: readonly string[];
}

/** Throws a `UsageError` for anything the specs do not know. */
export function readArguments<Specs extends OptionSpecs>(args: readonly string[], specs: Specs): Arguments<Specs> {
  const config: NonNullable<ParseArgsConfig['options']> = {};
  for (const [name, spec] of Object.entries(specs)) {
    config[name] = {
      type: spec.kind === 'flag' ? 'boolean' : 'string',
      multiple: spec.kind === 'list',
      ...(spec.short && { short: spec.short }),
    };
  }
  const { tokens, positionals } = parseArgs({
    args: [...args],
    options: config,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const options: Record<string, boolean | string | string[] | undefined> = {};
  for (const [name, { kind }] of Object.entries(specs))
    options[name] = kind === 'flag' ? false : kind === 'list' ? [] : undefined;
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const spec = Object.hasOwn(specs, token.name) ? specs[token.name] : undefined;
    if (!spec) throw new UsageError(unknownOption(token.rawName, specs));
    if (spec.kind === 'flag') {
      if (token.value !== undefined) throw new UsageError(`${token.rawName} takes no value`);
      options[token.name] = true;
      continue;
    }
    const { value } = token;
    const swallowed = !token.inlineValue && value !== '-' && value?.startsWith('-');
    if (value === undefined || swallowed)
      throw new UsageError(`${token.rawName} needs a value: ${token.rawName} ${spec.value ?? 'VALUE'}`);
    if (spec.kind === 'list') (options[token.name] as string[]).push(value);
    else options[token.name] = value;
  }
  return { options: options as Arguments<Specs>['options'], positionals: positionals as string[] };
}

/** One of a closed list of words; throws a `UsageError` for any other. */
export function choiceOf<const Choice extends string>(
  option: string,
  value: string | undefined,
  choices: readonly Choice[],
): Choice | undefined {
  if (value === undefined || choices.includes(value as Choice)) return value as Choice | undefined;
  const expected = choices.length === 1 ? choices[0] : `one of ${choices.join(', ')}`;
  throw new UsageError(`${option} is ${expected}, not '${value}'`);
}

function unknownOption(rawName: string, specs: OptionSpecs): string {
  const names = Object.keys(specs).map((name) => `--${name}`);
  const near = nearest(rawName, names, 1)[0];
  return `unknown option '${rawName}'${near ? `; did you mean ${near}?` : '; --help lists the options'}`;
}
