/** Variables that a unit gives its program, and what they make of its command line. */
import { environmentFile, isVariableName } from './environment-file.ts';
import { type HostInput, inputAt, type Origin, originIn } from './inputs.ts';
import type { ServiceUnit, UnitValue } from './service-unit.ts';
import { systemdWords, withSpecifiers } from './systemd-words.ts';

/** A word of a command line, or a variable. */
export interface UnitWord extends Origin {
  /** Undefined where only the host knows. */
  readonly text: string | undefined;
  /** Who says it: `ExecStart`, or the name of a variable. */
  readonly name: string;
}

export interface UnitCommand {
  readonly words: readonly UnitWord[];
  /** There are as many words as the program gets. */
  readonly whole: boolean;
}

/** A file that `EnvironmentFile=` names. */
export interface NamedFile {
  /** On the host. */
  readonly path: string;
  /** The service starts without it too. */
  readonly optional: boolean;
}

/** The files of variables in their order; undefined for one whose name only the host knows. */
export function environmentFiles(unit: ServiceUnit): readonly (NamedFile | undefined)[] {
  return (unit.settings.get('EnvironmentFile') ?? []).map(({ value }) => {
    const path = withSpecifiers(value.replace(/^-/, ''))?.replace(/\/+/g, '/');
    // A pattern stands for all files that fit it, which nobody lists here.
    return path === undefined || /[*?[]/.test(path) ? undefined : { path, optional: value.startsWith('-') };
  });
}

/**
 * The command that starts the service, its variables resolved (`replace_env_argv` in src/basic/env-util.c); undefined where the
 * unit has none, or several, with which systemd refuses it.
 */
export function unitCommand(unit: ServiceUnit, inputs: readonly HostInput[]): UnitCommand | undefined {
  const [start, ...more] = unit.settings.get('ExecStart') ?? [];
  const { words: said, whole } = systemdWords(start?.value ?? '', 'keeps backslashes');
  if (!start || !whole || more.length > 0 || said.includes(';')) return undefined;
  const [, prefix = '', program = ''] = /^([-@:+!|]*)(.*)$/s.exec(said[0] ?? '') ?? [];
  // With `@` the first argument is only the name that the program is shown with.
  const words = [program, ...said.slice(prefix.includes('@') ? 2 : 1)].map(withSpecifiers);
  const plain = (text: string | undefined): UnitWord => ({ ...start, text, name: 'ExecStart' });
  if (prefix.includes(':')) return { words: words.map(plain), whole: true };
  const environment = environmentOf(unit, inputs);
  const expanded = words.map((text) =>
    text === undefined ? { words: [plain(undefined)], whole: true } : expand(text, plain, environment),
  );
  return { words: expanded.flatMap((each) => each.words), whole: expanded.every((each) => each.whole) };
}

interface UnitEnvironment {
  readonly variables: ReadonlyMap<string, UnitWord>;
  /** Nobody else sets a variable. */
  readonly whole: boolean;
}

/** Files go before `Environment=`, wherever the two stand in the unit, and a later file before those above it. */
function environmentOf(unit: ServiceUnit, inputs: readonly HostInput[]): UnitEnvironment {
  const variables = new Map<string, UnitWord>();
  let whole = unit.startKnown;
  for (const value of unit.settings.get('Environment') ?? [])
    for (const [name, text] of assignments(value)) variables.set(name, { ...value, text, name });
  for (const file of environmentFiles(unit)) {
    const input = file && inputAt(inputs, file.path);
    if (!input && !file?.optional) whole = false;
    for (const { name, value, line } of input ? environmentFile(input.text) : [])
      variables.set(name, { ...originIn(input as HostInput, line), from: (file as NamedFile).path, text: value, name });
  }
  return { variables, whole };
}

/** One assignment a word, up to one that systemd cannot read (`config_parse_environ` in load-fragment.c). */
function assignments({ value }: UnitValue): readonly (readonly [name: string, text: string | undefined])[] {
  return systemdWords(value, 'strict').words.flatMap((word) => {
    const sign = word.indexOf('=');
    const name = word.slice(0, Math.max(0, sign));
    return isVariableName(name) ? [[name, withSpecifiers(word.slice(sign + 1))] as const] : [];
  });
}

/** What a word becomes: a variable that is a word of its own stands for as many words as it holds, `${…}` for its text. */
function expand(
  text: string,
  plain: (text: string | undefined) => UnitWord,
  { variables, whole }: UnitEnvironment,
): UnitCommand {
  if (/^\$(?![${])/.test(text)) {
    const variable = variables.get(text.slice(1));
    if (!variable && whole) return { words: [], whole };
    // Whatever it holds: mostly it is the one word that the option before it takes.
    if (variable?.text === undefined) return { words: [plain(undefined)], whole: false };
    const { words } = systemdWords(variable.text, 'takes all');
    // A file that nobody shows may set it too.
    return { words: words.map((each) => ({ ...variable, text: each })), whole };
  }
  const used: UnitWord[] = [];
  let known = true;
  const resolved = text.replace(/\$\$|\$\{([^}:]*)(?:\}|:|$)/g, (mark, name?: string) => {
    if (name === undefined) return '$';
    if (!mark.endsWith('}')) return mark;
    const variable = variables.get(name);
    if (variable) used.push(variable);
    known &&= variable ? variable.text !== undefined : whole;
    return variable?.text ?? '';
  });
  const [only, ...others] = used;
  const origin = only && others.length === 0 ? only : plain(undefined);
  return { words: [{ ...origin, text: known ? resolved : undefined }], whole: whole || used.length === 0 };
}
