/** The options of `headroom report`. */

import { type WhatIf, type WhatIfName, whatIfKinds, whatIfNames } from '../../capacity/what-if.ts';
import { nearest } from '../../engine/nearest.ts';
import { choiceOf, type OptionSpecs, readArguments } from '../arguments.ts';
import { type InputOptions, inputOptions, inputSpecs } from '../inputs/options.ts';
import { UsageError } from '../io.ts';

const formats = ['text', 'json', 'markdown', 'html'] as const;

export type ReportFormat = (typeof formats)[number];

export interface ReportOptions extends InputOptions {
  readonly format: ReportFormat;
  /** The file to write to; undefined for standard output. */
  readonly output: string | undefined;
  readonly whatIf: WhatIf;
}

export const reportSpecs = {
  ...inputSpecs,
  'what-if': {
    kind: 'list',
    value: 'NAME=VALUE,…',
    help: `numbers to try: ${whatIfNames.join(', ')}; maxconn=20000,memory=8GiB`,
  },
  format: { kind: 'value', value: formats.join('|'), help: 'how the report is printed; text where nothing is said' },
  output: { kind: 'value', short: 'o', value: 'FILE', help: 'write the report to a file' },
  help: { kind: 'flag', short: 'h', help: 'show this help' },
} as const satisfies OptionSpecs;

/** Reads the arguments behind `report`; undefined where the help is asked for. Throws a `UsageError`. */
export function readReportOptions(args: readonly string[]): ReportOptions | undefined {
  const { options, positionals } = readArguments(args, reportSpecs);
  if (options.help) return undefined;
  return {
    ...inputOptions(options, positionals),
    format: choiceOf('--format', options.format, formats) ?? 'text',
    output: options.output,
    whatIf: whatIfOf(options['what-if']),
  };
}

function whatIfOf(given: readonly string[]): WhatIf {
  const whatIf: Partial<Record<WhatIfName, number>> = {};
  for (const pair of given.flatMap((each) => each.split(','))) {
    const equals = pair.indexOf('=');
    if (equals < 1) throw new UsageError(`--what-if: '${pair}' is not of the form NAME=VALUE`);
    const name = pair.slice(0, equals).trim();
    const text = pair.slice(equals + 1).trim();
    if (!isWhatIfName(name)) {
      const near = nearest(name, whatIfNames, 1)[0];
      throw new UsageError(
        `--what-if: '${name}' is none of ${whatIfNames.join(', ')}${near ? `; did you mean ${near}?` : ''}`,
      );
    }
    const { parse, accepts, expects } = whatIfKinds[name];
    const value = parse(text);
    if (value === undefined || !accepts(value))
      throw new UsageError(`--what-if: '${text}' is no value for ${name}: expected ${expects}`);
    whatIf[name] = value;
  }
  return whatIf;
}

function isWhatIfName(name: string): name is WhatIfName {
  return Object.hasOwn(whatIfKinds, name);
}
