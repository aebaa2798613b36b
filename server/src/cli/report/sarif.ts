/** The findings as SARIF 2.1.0, for code scanning. */
import { pathToFileURL } from 'node:url';
import type { Finding } from '../../engine/findings.ts';
import type { Rule, Severity } from '../../engine/rules.ts';
import type { CheckedFile, CheckResult } from '../check/result.ts';
import type { Trouble } from '../inputs/find.ts';
import { version } from '../version.ts';

const levels: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

export async function reportSarif(result: CheckResult): Promise<string> {
  const rules = [...new Set(result.files.flatMap((file) => file.findings.map((finding) => finding.rule)))];
  const { pages } = await import('../../rule-pages.generated.ts');
  const run = {
    tool: { driver: { name: 'headroom', version, rules: rules.map((rule) => ruleSarif(rule, pages[rule.id])) } },
    columnKind: 'utf16CodeUnits',
    invocations: [
      {
        executionSuccessful: result.troubles.length === 0,
        toolExecutionNotifications: result.troubles.map(notification),
      },
    ],
    results: result.files.flatMap((file) => file.findings.map((finding) => resultSarif(finding, file, rules, result))),
  };
  const document = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function ruleSarif({ id, title, severity, pack }: Rule, page: string | undefined) {
  return {
    id,
    shortDescription: { text: title },
    defaultConfiguration: { level: levels[severity] },
    ...(pack && { properties: { tags: [pack] } }),
    ...(page && { help: { text: page, markdown: page } }),
  };
}

function resultSarif(finding: Finding, file: CheckedFile, rules: readonly Rule[], result: CheckResult) {
  const { rule, severity, message, line, start, end, related, fixes } = finding;
  return {
    ruleId: rule.id,
    ruleIndex: rules.indexOf(rule),
    level: levels[severity],
    message: { text: message },
    locations: [{ physicalLocation: physical(file.shown, region(line, start, line, end)) }],
    ...(related.length > 0 && {
      relatedLocations: related.map((each, id) => ({
        id,
        physicalLocation: physical(
          result.show(each.path ?? file.path),
          region(each.line, each.start, each.line, each.end),
        ),
        message: { text: each.message },
      })),
    }),
    ...(fixes.length > 0 && {
      fixes: fixes.map(({ title, edits }) => ({
        description: { text: title },
        artifactChanges: edits.map((edit) => {
          const stop = edit.path === undefined || edit.path === file.path ? file.text.clamp(edit.end) : edit.end;
          return {
            artifactLocation: { uri: uriOf(result.show(edit.path ?? file.path)) },
            replacements: [
              {
                deletedRegion: region(edit.start.line, edit.start.column, stop.line, stop.column),
                insertedContent: { text: edit.text },
              },
            ],
          };
        }),
      })),
    }),
  };
}

function notification({ path, message, line, column }: Trouble) {
  const place = line === undefined ? {} : { region: region(line, column ?? 0, line, column ?? 0) };
  return {
    level: 'error',
    message: { text: message },
    locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(path) }, ...place } }],
  };
}

function physical(path: string, place: ReturnType<typeof region>) {
  return { artifactLocation: { uri: uriOf(path) }, region: place };
}

/** Lines and columns from 1; the end column is the one behind the last character. */
function region(line: number, column: number, endLine: number, endColumn: number) {
  return { startLine: line + 1, startColumn: column + 1, endLine: endLine + 1, endColumn: endColumn + 1 };
}

/** A relative path stays relative, so that it is found in a checkout; an absolute one becomes a file URI. */
function uriOf(path: string): string {
  const isAbsolute = path.startsWith('/') || /^[A-Za-z]:\//.test(path);
  return isAbsolute ? pathToFileURL(path).href : path.split('/').map(encodeURIComponent).join('/');
}
