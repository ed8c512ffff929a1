import * as vscode from 'vscode';

/** One page: its title, and its script and style sheet by their common name. */
export interface PageFiles {
  readonly title: string;
  readonly name: string;
  /** What it draws with sets styles inline, as Mermaid does (F15); a nonce for styles would void that. */
  readonly hasInlineStyles: boolean;
}

/** A page's HTML: static, without data, under a policy that lets in this extension's own scripts, styles and fonts alone. */
export function html(webview: vscode.Webview, root: vscode.Uri, nonce: string, { title, name, hasInlineStyles }: PageFiles): string {
  const uri = (file: string): string => webview.asWebviewUri(vscode.Uri.joinPath(root, file)).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' ${webview.cspSource}`,
    `style-src ${webview.cspSource}${hasInlineStyles ? " 'unsafe-inline'" : ''}`,
    `font-src ${webview.cspSource}`,
    "form-action 'none'",
    "base-uri 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title}</title>
    <link rel="stylesheet" href="${uri('codicon.css')}">
    <link rel="stylesheet" href="${uri(`${name}.css`)}">
  </head>
  <body>
    <script type="module" nonce="${nonce}" src="${uri(`${name}.js`)}"></script>
  </body>
</html>
`;
}
