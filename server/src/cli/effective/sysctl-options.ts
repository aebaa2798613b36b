/** The options of `headroom effective` for sysctl files. */
import { type Loader, readLoader } from '../../languages/sysctl/loaders/loader.ts';
import { type Arguments, choiceOf, type OptionSpecs, readArguments } from '../arguments.ts';
import { UsageError } from '../io.ts';

export const sysctlSpecs = {
  loader: {
    kind: 'value',
    value: 'procps|systemd|busybox',
    help: 'the program that applies the files, with a release where that matters: systemd-257',
  },
  distro: {
    kind: 'value',
    value: 'NAME-RELEASE',
    help: 'the distribution, such as debian-13, where the host does not say',
  },
  root: { kind: 'value', value: 'DIR', help: 'the folder that stands for /; / where nothing is said' },
  format: { kind: 'value', value: 'text|json', help: 'how it is printed; text where nothing is said' },
  help: { kind: 'flag', short: 'h', help: 'show this help' },
} as const satisfies OptionSpecs;

export interface SysctlOptions {
  readonly loader: Loader | undefined;
  readonly distribution: string | undefined;
  readonly root: string;
  /** Keys, or globs of keys, that are asked for; all where there is none. */
  readonly keys: readonly string[];
  readonly format: 'text' | 'json';
}

/** Undefined where help is asked for; throws a `UsageError` for what cannot be understood. */
export function readSysctlOptions(args: readonly string[]): SysctlOptions | undefined {
  const { options, positionals } = readArguments(args, sysctlSpecs);
  if (options.help) return undefined;
  const file = positionals.find((key) => key.endsWith('.conf'));
  if (file !== undefined)
    throw new UsageError(`'${file}' is no key; for limits say whose they are: headroom effective --user NAME FILES…`);
  return sysctlOptionsOf(options, positionals);
}

/** The options as they are meant; throws a `UsageError` for what cannot be understood. */
export function sysctlOptionsOf(
  options: Arguments<Omit<typeof sysctlSpecs, 'help'>>['options'],
  keys: readonly string[],
): SysctlOptions {
  const loader = options.loader === undefined ? undefined : readLoader(options.loader);
  if (options.loader !== undefined && !loader)
    throw new UsageError(
      `--loader is one of procps, systemd, busybox, or one with a release such as systemd-257, not '${options.loader}'`,
    );
  if (options.distro !== undefined && !/^[a-z][a-z0-9.-]*$/.test(options.distro))
    throw new UsageError(`--distro: '${options.distro}' is no distribution: expected a name such as debian-13`);
  if (options.root === '') throw new UsageError('--root needs a value: --root DIR');
  return {
    loader,
    distribution: options.distro,
    root: options.root ?? '/',
    keys,
    format: choiceOf('--format', options.format, ['text', 'json']) ?? 'text',
  };
}
