import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWindow, type Window } from '../support/window';

describe('The window', () => {
  let workspace: string;
  let window: Window;

  before(async () => {
    workspace = await mkdtemp(join(tmpdir(), 'workspace-'));
    window = await openWindow({ workspace });
  });

  after(async () => {
    await window.close();
    await rm(workspace, { recursive: true });
  });

  it('shows the workbench and runs a command', async () => {
    await window.runCommand('About');
    await window.page.getByRole('dialog').getByText('code-server', { exact: true }).waitFor();
    await window.screenshot('host');
  });
});
