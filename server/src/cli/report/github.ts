/** The findings as workflow commands of GitHub Actions, which shows them beside the lines. */
import type { Severity } from '../../engine/rules.ts';
import type { CheckResult } from '../check/result.ts';

const commands: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'notice',
  hint: 'notice',
};

export function reportGithub({ files, troubles }: CheckResult): string {
  const out: string[] = [];
  for (const { shown, findings } of files) {
    for (const { rule, severity, message, line, start, end } of findings) {
      const place = {
        file: shown,
        line: line + 1,
        col: start + 1,
        endLine: line + 1,
        endColumn: end + 1,
        title: rule.id,
      };
      out.push(command(commands[severity], place, message));
    }
  }
  for (const { path, message, line, column } of troubles) {
    const place = line === undefined ? {} : { line: line + 1, col: (column ?? 0) + 1 };
    out.push(command('error', { file: path, ...place }, message));
  }
  return out.join('');
}

function command(name: string, properties: Readonly<Record<string, string | number>>, message: string): string {
  const list = Object.entries(properties).map(
    ([key, value]) => `${key}=${escaped(String(value)).replace(/:/g, '%3A').replace(/,/g, '%2C')}`,
  );
  return `::${name} ${list.join(',')}::${escaped(message)}\n`;
}

function escaped(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}
