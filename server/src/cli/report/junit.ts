/** The findings as JUnit XML: a suite per file, a case per finding, and a failure for each that makes the check fail. */
import { type CheckedFile, type CheckResult, fails } from '../check/result.ts';

export function reportJunit(result: CheckResult): string {
  const suites = [
    ...result.files.map((file) => suiteOf(file, result)),
    ...result.troubles.map(({ path, message, line }) => {
      const text = line === undefined ? message : `line ${line + 1}: ${message}`;
      return suite(
        path,
        [`<testcase classname="${xml(path)}" name="read"><error message="${xml(text)}"/></testcase>`],
        0,
        1,
      );
    }),
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="headroom">\n${suites.join('')}</testsuites>\n`;
}

function suiteOf({ shown, findings }: CheckedFile, { failOn }: CheckResult): string {
  const cases = findings.map(({ rule, severity, message, line, start }) => {
    const place = `${shown}:${line + 1}:${start + 1}`;
    const text = xml(`${place}: ${severity}: ${message}`);
    const outcome = fails(severity, failOn)
      ? `<failure type="${severity}" message="${xml(message)}">${text}</failure>`
      : `<system-out>${text}</system-out>`;
    return `<testcase classname="${xml(shown)}" name="${xml(`${rule.id} at ${line + 1}:${start + 1}`)}">${outcome}</testcase>`;
  });
  const failures = findings.filter((finding) => fails(finding.severity, failOn)).length;
  return suite(
    shown,
    cases.length > 0 ? cases : [`<testcase classname="${xml(shown)}" name="no findings"/>`],
    failures,
    0,
  );
}

function suite(name: string, cases: readonly string[], failures: number, errors: number): string {
  const counts = `tests="${cases.length}" failures="${failures}" errors="${errors}"`;
  return `  <testsuite name="${xml(name)}" ${counts}>\n${cases.map((each) => `    ${each}\n`).join('')}  </testsuite>\n`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text for XML 1.0, which has no way to write most control characters. */
function xml(text: string): string {
  return text
    .replace(/[&<>"]/g, (mark) => entities[mark] as string)
    .replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');
}
