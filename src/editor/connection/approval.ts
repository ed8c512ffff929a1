import * as vscode from 'vscode';
import type { Auth, Settings } from '../../engine/settings';
import { approvalKey, originsOf } from '../../node/config/origins';
import { plain } from '../plain';
import type { ConfigFile } from './configFile';

/** Whether the person let this workspace talk to the origins that its configuration names (rows 5, 6; F12). Bound to the folder, the origins, the kind of sign-in and the headers: when one changes, it is void. */
export class Approval implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #subscription: vscode.Disposable;
  /** The proposal of the last settings asked about: requests come by the thousand. */
  #proposal: { readonly settings: Settings; readonly key: string } | undefined;

  constructor(
    private readonly config: Pick<ConfigFile, 'settings' | 'folder' | 'onDidChange'>,
    private readonly memento: vscode.Memento,
    /** The origin that whoever started the editor named, as `npm start` does for its sample: until the person decides, that is an approval. */
    private readonly startedFor: string | undefined = undefined,
  ) {
    this.#subscription = vscode.Disposable.from(config.onDidChange(() => this.#changed.fire()), vscode.workspace.onDidGrantWorkspaceTrust(() => this.#changed.fire()));
  }

  /** True while requests may be sent. Asked before each. */
  get isGiven(): boolean {
    const { settings, folder } = this.config;
    if (!vscode.workspace.isTrusted || !settings || !folder) return false;
    if (this.#proposal?.settings !== settings) this.#proposal = { settings, key: approvalKey(settings) };
    const decided = this.memento.get(placeOf(folder));
    return decided === undefined ? settings.master.auth.kind === 'none' && settings.master.origin === this.startedFor : decided === this.#proposal.key;
  }

  /** There is something to approve, and it is not approved. */
  get isWanted(): boolean {
    return vscode.workspace.isTrusted && this.config.settings !== null && !this.isGiven;
  }

  /** Approves `settings` for this workspace; false when the file names something else by now. */
  async give(settings: Settings): Promise<boolean> {
    const { settings: current, folder } = this.config;
    if (!vscode.workspace.isTrusted || !current || !folder || approvalKey(current) !== approvalKey(settings)) return false;
    await this.memento.update(placeOf(folder), approvalKey(settings));
    this.#changed.fire();
    return true;
  }

  /** Takes the approval back. */
  async revoke(): Promise<void> {
    if (this.config.folder) await this.memento.update(placeOf(this.config.folder), 'taken back');
    this.#changed.fire();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}

const placeOf = (folder: vscode.Uri): string => `approval:${folder.toString()}`;

/** What the person approves, in plain lines: each origin, how it is signed in to, which headers go there, and for how many resources. */
export function describeRequest(settings: Settings): string {
  const origins = originsOf(settings).map(({ origin, auth, headers }) =>
    [origin, `Sign-in: ${describeAuth(auth)}`, `Headers from the file: ${headers.length === 0 ? 'none' : headers.join(', ')}`].map(plain).join('\n'),
  );
  const count = settings.resources.size;
  const access = settings.sync.readOnly ? 'read, and not changed' : 'read and changed';
  return [...origins, `${count} ${count === 1 ? 'resource' : 'resources'} will be ${access} there.`].join('\n\n');
}

function describeAuth(auth: Auth): string {
  switch (auth.kind) {
    case 'none':
      return 'none';
    case 'bearer':
      return 'your token, as Authorization: Bearer';
    case 'basic':
      return 'your user and password, as Authorization: Basic';
    case 'header':
      return `your token, in the header ${auth.header}`;
  }
}
