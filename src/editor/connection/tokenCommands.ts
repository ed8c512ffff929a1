import * as vscode from 'vscode';
import type { Settings } from '../../engine/settings';
import { cleanToken, type Tokens } from './tokens';

/** Asks for the token of the configured origin and keeps it; true when one was set. */
export async function askForToken(tokens: Tokens, settings: Settings | null): Promise<boolean> {
  if (!settings) {
    void vscode.window.showWarningMessage('There is no configuration that names a master API, so there is nothing to set a token for.');
    return false;
  }
  const { auth, origin } = settings.master;
  if (auth.kind === 'none') {
    void vscode.window.showWarningMessage('The configuration asks for no sign-in: give "auth" under "master" first, as in "auth": "bearer".');
    return false;
  }
  const typed = await vscode.window.showInputBox({
    title: auth.kind === 'basic' ? 'Set User and Password' : 'Set Token',
    prompt: `For ${origin}, and sent to no other origin.${auth.kind === 'basic' ? ' Written as user:password.' : ''}`,
    password: true,
    ignoreFocusOut: true,
    validateInput(value) {
      const checked = cleanToken(value, auth.kind);
      return value === '' || 'token' in checked ? undefined : checked.problem;
    },
  });
  const checked = typed === undefined ? undefined : cleanToken(typed, auth.kind);
  if (!checked || !('token' in checked)) return false;
  await tokens.set(origin, checked.token);
  void vscode.window.showInformationMessage('The token is kept in the secret storage of this system.');
  return true;
}

/** Lets the person pick one of the origins that have a token, and deletes it; true when one was deleted. */
export async function forgetToken(tokens: Tokens, settings: Settings | null): Promise<boolean> {
  const { origins } = tokens;
  if (origins.length === 0) {
    void vscode.window.showInformationMessage('There is no token to forget.');
    return false;
  }
  const items = origins.map((origin) => ({ label: origin, description: origin === settings?.master.origin ? 'this workspace' : '' }));
  const picked = await vscode.window.showQuickPick(items, { title: 'Forget Token', placeHolder: 'The origin whose token is deleted' });
  if (!picked) return false;
  await tokens.forget(picked.label);
  void vscode.window.showInformationMessage('The token is deleted.');
  return true;
}
