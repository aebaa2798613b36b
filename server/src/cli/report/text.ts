/** The findings for a person: each with its line and carets below, file by file, and what they come to at the end. */
import type { Finding } from '../../engine/findings.ts';
import type { Severity } from '../../engine/rules.ts';
import { describeHost } from '../../host/facts.ts';
import type { CheckedFile, CheckResult } from '../check/result.ts';
import { type Paint, styleOf } from './colours.ts';
import { excerptOf, printable } from './excerpt.ts';

const severities: readonly Severity[] = ['error', 'warning', 'information', 'hint'];

/**
 * @param width columns that an excerpt may take
 */
export function reportText(result: CheckResult, paint: Paint, width: number): string {
  const out: string[] = [];
  for (const { path, message, line, column } of result.troubles) {
    const place = line === undefined ? '' : `:${line + 1}:${(column ?? 0) + 1}`;
    out.push(`${printable(path)}${place}: ${paint('red', 'error')}: ${printable(message)}\n`);
  }
  if (out.length > 0) out.push('\n');
  for (const file of result.files) {
    if (file.findings.length === 0) continue;
    const host = describeHost(file.host);
    out.push(
      `${paint('bold', printable(file.shown))} ${paint('dim', `(${file.language.title}, ${host ? `for ${host}` : 'host unknown'})`)}\n\n`,
    );
    for (const finding of file.findings) out.push(findingText(finding, file, result, paint, width), '\n');
  }
  out.push(summary(result, paint));
  return out.join('');
}

function findingText(finding: Finding, file: CheckedFile, result: CheckResult, paint: Paint, width: number): string {
  const { rule, severity, message, line, start, end, related, fixes } = finding;
  const style = styleOf[severity];
  const number = String(line + 1);
  const margin = ' '.repeat(number.length);
  const excerpt = excerptOf(file.text.line(line).text, start, end, width - number.length - 5);
  const out = [
    `${printable(file.shown)}:${number}:${start + 1}: ${paint(style, severity)}: ${paint('bold', printable(message))}  ${paint('dim', `[${rule.id}]`)}\n`,
    `  ${paint('dim', `${number} |`)} ${excerpt.text}\n`,
    `  ${paint('dim', `${margin} |`)} ${paint(style, excerpt.carets)}\n`,
  ];
  for (const place of related) {
    const path = result.show(place.path ?? file.path);
    out.push(`  ${margin} = ${printable(`${path}:${place.line + 1}:${place.start + 1}: ${place.message}`)}\n`);
  }
  for (const fix of fixes)
    out.push(`  ${margin} ${paint('green', `= ${fix.safe ? 'fix' : 'possible fix'}: ${printable(fix.title)}`)}\n`);
  return out.join('');
}

function summary({ files, troubles, changes, fixes }: CheckResult, paint: Paint): string {
  const findings = files.flatMap((file) => file.findings);
  const parts = severities.flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0
      ? []
      : [paint(styleOf[severity], counted(count, severity, severity === 'information' ? severity : `${severity}s`))];
  });
  const outcome = files.length === 0 ? '' : `: ${parts.join(', ') || paint('green', 'nothing to report')}`;
  const sentences = [`${counted(files.length, 'file', 'files')} checked${outcome}.`];
  if (fixes > 0)
    sentences.push(`${counted(fixes, 'fix', 'fixes')} applied in ${counted(changes.length, 'file', 'files')}.`);
  const fixable = files
    .filter((file) => file.fixable)
    .flatMap((file) => file.findings.filter((finding) => finding.fixes.some((fix) => fix.safe))).length;
  if (fixable > 0) sentences.push(`--fix can repair ${fixable} of them.`);
  const unread = new Set(troubles.map((trouble) => trouble.path)).size;
  if (unread > 0) sentences.push(paint('red', `${counted(unread, 'input', 'inputs')} could not be used.`));
  return `${sentences.join(' ')}\n`;
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
