import { type Uri, Uri as Uris, type Webview } from 'vscode';
import { reportStyle } from '../../../../server/src/capacity/report-style.ts';
import { formStyle, themeColours } from './style.ts';

/** The page before its script has run: it may load that script and use this style, and nothing else from anywhere. */
export function pageHtml(webview: Webview, extension: Uri, nonce: string): string {
  const script = webview.asWebviewUri(Uris.joinPath(extension, 'dist', 'capacity-report.js')).toString();
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Capacity report</title>
<style nonce="${nonce}">${themeColours}${reportStyle}${formStyle}</style>
</head>
<body>
<section class="what-if" aria-labelledby="what-if" hidden></section>
<p class="said" role="status"></p>
<main></main>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>
`;
}
