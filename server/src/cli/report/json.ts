/** The findings as one JSON document: lines and columns from 1, columns in UTF-16 units. */
import type { Finding } from '../../engine/findings.ts';
import type { CheckedFile, CheckResult } from '../check/result.ts';
import type { Trouble } from '../inputs/find.ts';

export function reportJson(result: CheckResult): string {
  const document = {
    version: 1,
    files: result.files.map((file) => fileJson(file, result)),
    errors: result.troubles.map(errorJson),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function fileJson(file: CheckedFile, result: CheckResult) {
  const { haproxy, kernel, memory } = file.host;
  return {
    path: file.shown,
    language: file.language.id,
    target: { haproxy: haproxy?.value ?? null, kernel: kernel?.value ?? null, memory: memory?.value ?? null },
    findings: file.findings.map((finding) => findingJson(finding, file, result)),
  };
}

function findingJson(finding: Finding, file: CheckedFile, result: CheckResult) {
  const { rule, severity, message, line, start, end } = finding;
  return {
    rule: rule.id,
    severity,
    message,
    ...span(line, start, line, end),
    fixes: finding.fixes.map(({ title, safe, edits }) => ({
      title,
      safe,
      edits: edits.map((edit) => {
        const isHere = edit.path === undefined || edit.path === file.path;
        const stop = isHere ? file.text.clamp(edit.end) : edit.end;
        const place = span(edit.start.line, edit.start.column, stop.line, stop.column);
        return { path: result.show(edit.path ?? file.path), ...place, text: edit.text };
      }),
    })),
    related: finding.related.map((related) => ({
      path: result.show(related.path ?? file.path),
      ...span(related.line, related.start, related.line, related.end),
      message: related.message,
    })),
  };
}

function span(line: number, column: number, endLine: number, endColumn: number) {
  return { line: line + 1, column: column + 1, endLine: endLine + 1, endColumn: endColumn + 1 };
}

/** Errors have no place of their own in this format, so a message begins with the one it is about. */
function errorJson({ path, message, line, column }: Trouble) {
  return { path, message: line === undefined ? message : `line ${line + 1}, column ${(column ?? 0) + 1}: ${message}` };
}
