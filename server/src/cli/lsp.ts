/** `headroom lsp`: the language server for any editor. */
import { type OptionSpecs, readArguments } from './arguments.ts';
import { commandHelp } from './help.ts';
import { exitCode, type Io, UsageError } from './io.ts';

const specs = {
  stdio: { kind: 'flag', help: 'talk on standard input and output' },
  help: { kind: 'flag', short: 'h', help: 'show this help' },
} as const satisfies OptionSpecs;

export async function lspCommand(args: readonly string[], io: Io): Promise<number> {
  const { options, positionals } = readArguments(args, specs);
  if (options.help) {
    io.stdout.write(commandHelp('headroom lsp --stdio', 'Runs the language server until its client is gone.', specs));
    return exitCode.fine;
  }
  if (!options.stdio || positionals.length > 0)
    throw new UsageError('the language server is started with: headroom lsp --stdio');
  // Loaded only here: no other command needs the language server.
  await import('../main.node.ts');
  return exitCode.fine;
}
