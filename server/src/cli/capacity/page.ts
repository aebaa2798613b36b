/** Capacity reports as one page that needs nothing beside itself and runs nothing. */
import { createHash } from 'node:crypto';
import { Html, html } from '../../capacity/html.ts';
import type { CapacityReportDocument } from '../../capacity/report.ts';
import { reportHtml } from '../../capacity/report-html.ts';
import { pageColours, reportStyle } from '../../capacity/report-style.ts';
import { nothingToReport } from '../../capacity/report-words.ts';

export function reportPage(reports: readonly CapacityReportDocument[]): string {
  const style = pageColours + reportStyle;
  const hash = createHash('sha256').update(style).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  const bodies = reports.map((report, at) => new Html(reportHtml(report, reports.length > 1 ? `host-${at + 1}-` : '')));
  const title = `Capacity of ${reports.map(({ name }) => name).join(', ') || 'no host'}`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${new Html(style)}</style>
</head>
<body>
${
  bodies.length === 0
    ? html`<p>${nothingToReport}</p>`
    : bodies.map(
        (body) => html`<main>
${body}</main>
`,
      )
}
</body>
</html>
`.text;
}
