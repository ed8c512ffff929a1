import * as vscode from 'vscode';

/** The page's HTML: static, without data, under a policy that lets in this extension's own scripts, styles and fonts alone. Mermaid needs inline styles (F15); a nonce for styles would void that. */
export function html(webview: vscode.Webview, root: vscode.Uri, nonce: string): string {
  const uri = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(root, name)).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' ${webview.cspSource}`,
    `style-src ${webview.cspSource} 'unsafe-inline'`,
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
    <title>State machine</title>
    <link rel="stylesheet" href="${uri('codicon.css')}">
    <link rel="stylesheet" href="${uri('stateMachine.css')}">
  </head>
  <body>
    <script type="module" nonce="${nonce}" src="${uri('stateMachine.js')}"></script>
  </body>
</html>
`;
}
