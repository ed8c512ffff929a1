import * as vscode from 'vscode';
import type { FlowName } from '../../flows/flow';

/** Saves a drawing where the person says. `data`: SVG text, or PNG as base64. */
export async function savePicture(flow: FlowName, format: 'svg' | 'png', data: string): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const uri = await vscode.window.showSaveDialog({
    title: 'Save the Drawing', filters: { [format.toUpperCase()]: [format] }, ...(folder && { defaultUri: vscode.Uri.joinPath(folder, `${flow}.${format}`) }),
  });
  if (!uri) return;
  await vscode.workspace.fs.writeFile(uri, format === 'svg' ? new TextEncoder().encode(data) : Buffer.from(data, 'base64'));
  void vscode.window.showInformationMessage('The drawing is saved.');
}
