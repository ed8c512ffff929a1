import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import * as vscode from 'vscode';
import { CONFIG_NAME } from './configFile';

/** The smallest useful configuration, with the parts to fill in. */
const SNIPPET = `{
  "master": { "baseUrl": "\${1:http://127.0.0.1:4010}" },
  "resources": {
    "\${2:accounts}": { "path": "/\${2:accounts}" }
  }
}
`;

/** Opens the configuration, at one of its keys if that is there; where there is none, a new one with the smallest content, which counts when it is saved. */
export async function openConfiguration(uri: vscode.Uri | null, key?: string): Promise<void> {
  if (uri) {
    const document = await vscode.workspace.openTextDocument(uri);
    const root = key === undefined ? undefined : parseTree(document.getText());
    const place = root && key !== undefined ? findNodeAtLocation(root, [key]) : undefined;
    const at = place && document.positionAt(place.offset);
    await vscode.window.showTextDocument(document, at && { selection: new vscode.Range(at, at) });
    return;
  }
  const folder = vscode.workspace.workspaceFolders?.find((each) => each.uri.scheme === 'file');
  if (!folder) {
    const open = 'Open Folder…';
    const answer = await vscode.window.showInformationMessage('The configuration is a file in the workspace: open a folder on this machine first.', open);
    if (answer === open) await vscode.commands.executeCommand('vscode.openFolder');
    return;
  }
  const target = vscode.Uri.joinPath(folder.uri, CONFIG_NAME);
  const editor = await vscode.window.showTextDocument(await openNew(target));
  if (editor.document.getText() === '') await editor.insertSnippet(new vscode.SnippetString(SNIPPET));
}

/** The file where it is there, else an unsaved document that will be saved to its place. */
async function openNew(target: vscode.Uri): Promise<vscode.TextDocument> {
  try {
    return await vscode.workspace.openTextDocument(target);
  } catch {
    // It is not there, the usual case here; what else may be wrong shows when it is saved.
    return vscode.workspace.openTextDocument(target.with({ scheme: 'untitled' }));
  }
}
