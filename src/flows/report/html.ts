import { cells, COLUMNS, figureRows, headline, nothingFound, type Report } from './report';

/** The report as one HTML file: no script, nothing from outside, light and dark. */
export function reportHtml({ run, findings }: Report): string {
  const figures = figureRows(run).map(({ what, count, isPart }) => `<tr><th scope="row"${isPart ? ' class="part"' : ''}>${html(what)}</th><td class="n">${count.toLocaleString('en-US')}</td></tr>`).join('\n');
  const head = COLUMNS.map((name) => `<th scope="col">${html(name)}</th>`).join('');
  const rows = findings.map((finding) => `<tr>${cells(finding).map((cell, i) => `<td${i === NEEDED && finding.needsPerson ? ' class="yes"' : ''}>${html(cell)}</td>`).join('')}</tr>`).join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Reconciliation report</title>
<style>
:root { color-scheme: light dark; font: 14px/1.45 system-ui, sans-serif; }
body { margin: 2rem auto; max-width: 84rem; padding: 0 1rem; }
h1 { font-size: 1.3rem; } h2 { font-size: 1rem; margin-top: 2rem; }
table { border-collapse: collapse; } th, td { border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); padding: .3rem .9rem .3rem 0; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { font-weight: 600; } th[scope=row] { font-weight: 400; } .part { padding-left: 1.5rem; } .yes { font-weight: 600; } .n { text-align: right; font-variant-numeric: tabular-nums; }
.findings { overflow-x: auto; } .findings table { table-layout: fixed; width: 100%; min-width: 61rem; } ${widths}
</style>
</head>
<body>
<h1>Reconciliation report</h1>
<p>${html(headline(run))}</p>
<table>
${figures}
</table>
<h2>Findings</h2>
${findings.length === 0 ? `<p>${nothingFound(run)}</p>` : `<div class="findings">\n<table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${rows}\n</tbody>\n</table>\n</div>`}
</body>
</html>
`;
}

/** Widths of the columns, in %: whatever a master sends, none is pressed to single letters. */
const widths = [17, 12.5, 11.5, 11.5, 18, 8.5, 21].map((width, i) => `.findings th:nth-child(${i + 1}) { width: ${width}%; }`).join(' ');

/** The column of the actions. */
const NEEDED = COLUMNS.indexOf('Action needed');

const html = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
