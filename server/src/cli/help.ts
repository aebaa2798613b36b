/** Texts of `--help`. */
import type { OptionSpecs } from './arguments.ts';

export interface CommandSummary {
  readonly name: string;
  readonly about: string;
}

export function overview(commands: readonly CommandSummary[]): string {
  const width = Math.max(...commands.map((command) => command.name.length)) + 2;
  const list = commands.map(({ name, about }) => `  ${name.padEnd(width)}${about}\n`).join('');
  return `Headroom checks sysctl.conf, limits.conf and haproxy.cfg against the host they are for.

Usage: headroom <command> [options]

${list}
'headroom <command> --help' lists the options of a command, 'headroom --version' prints the version.
`;
}

export function commandHelp(usage: string, about: string, specs: OptionSpecs): string {
  const rows = Object.entries(specs).map(
    ([name, { short, value, help }]) =>
      [`${short ? `-${short}, ` : ''}--${name}${value ? ` ${value}` : ''}`, help] as const,
  );
  const width = Math.min(28, Math.max(...rows.map(([left]) => left.length)) + 2);
  const list = rows.map(([left, help]) =>
    left.length + 2 > width ? `  ${left}\n  ${' '.repeat(width)}${help}\n` : `  ${left.padEnd(width)}${help}\n`,
  );
  return `Usage: ${usage}\n\n${about}\n\n${list.join('')}`;
}
