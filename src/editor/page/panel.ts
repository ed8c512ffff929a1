import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { Gate } from '../../protocol/gate';
import { Gather } from './gather';
import { html, type PageFiles } from './html';

/** Requests that a person can make in a second; more is a flood. */
const REQUESTS_PER_SECOND = 20;

/** What one kind of page is, `In` its messages to the editor. */
export interface PanelParts<In> extends PageFiles {
  readonly extensionUri: vscode.Uri;
  readonly viewType: string;
  /** `media/ICON-light.svg` and `-dark.svg`. */
  readonly icon: string;
  readonly column: vscode.ViewColumn;
  /** It is worked in with the keyboard: opening it takes the focus there. */
  readonly takesFocus?: true;
  /** Between two snapshots at least, ms. */
  readonly gatherMs: number;
  /** Messages that are heard in a second; as many as a person can make by hand, where it is not said. */
  readonly requestsPerSecond?: number;
  readonly decode: (value: unknown) => In | null;
  /** Hears the page; `ready` comes first. */
  readonly hear: (message: In) => Promise<void> | void;
  /** Posts a whole snapshot: the page is seen and ready. */
  readonly push: () => void;
  /** The page is no longer seen. */
  readonly rest: () => void;
  readonly failed: (message: string) => void;
}

/** A page's panel: at most one is open; closed, hidden and restored as VS Code likes. Nothing is posted to it before it said `ready`. */
export class Panel<In extends { readonly type: string }> implements vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #gate: Gate<In>;
  readonly #gather: Gather;
  readonly #serializer: vscode.Disposable;
  #panel: vscode.WebviewPanel | undefined;
  #isReady = false;

  constructor(private readonly parts: PanelParts<In>) {
    this.#gate = new Gate(parts.decode, parts.requestsPerSecond ?? REQUESTS_PER_SECOND);
    this.#gather = new Gather(parts.gatherMs, parts.push);
    this.#serializer = vscode.window.registerWebviewPanelSerializer(parts.viewType, this);
  }

  /** Opens the page, in a column of the editor where it matters, or brings it to the front. */
  show(column = this.parts.column): void {
    const { viewType, title, takesFocus } = this.parts;
    const preserveFocus = !takesFocus;
    if (this.#panel) this.#panel.reveal(undefined, preserveFocus);
    else this.#take(vscode.window.createWebviewPanel(viewType, title, { viewColumn: column, preserveFocus }));
    this.refresh();
  }

  /** Names the page's tab anew. */
  rename(title: string): void {
    if (this.#panel && this.#panel.title !== title) this.#panel.title = title;
  }

  /** Something that the page shows may have changed; it is told soon, if it is seen. */
  refresh(): void {
    if (this.#panel?.visible && this.#isReady) this.#gather.ask();
  }

  post(message: object): void {
    void this.#panel?.webview.postMessage(message);
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    this.#panel?.dispose();
    this.#take(panel);
    return Promise.resolve();
  }

  dispose(): void {
    this.#panel?.dispose();
    this.#serializer.dispose();
  }

  #take(panel: vscode.WebviewPanel): void {
    const { extensionUri, icon } = this.parts;
    const root = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
    const picture = (theme: string): vscode.Uri => vscode.Uri.joinPath(extensionUri, 'media', `${icon}-${theme}.svg`);
    this.#panel = panel;
    panel.iconPath = { light: picture('light'), dark: picture('dark') };
    panel.webview.options = { enableScripts: true, enableCommandUris: false, enableForms: false, localResourceRoots: [root] };
    const listening = vscode.Disposable.from(
      panel.webview.onDidReceiveMessage((data: unknown) => {
        const message = this.#gate.take(data, performance.now());
        if (message) this.#hear(message).catch((error: unknown) => this.parts.failed(String(error)));
      }),
      // hidden, the page is gone and hears nothing; seen again it starts anew and says `ready`
      panel.onDidChangeViewState(() => panel.visible || this.#rest()),
      panel.onDidDispose(() => {
        listening.dispose();
        if (this.#panel !== panel) return;
        this.#panel = undefined;
        this.#rest();
      }),
    );
    panel.webview.html = html(panel.webview, root, randomBytes(16).toString('base64url'), this.parts);
  }

  async #hear(message: In): Promise<void> {
    if (message.type === 'ready') this.#isReady = true;
    await this.parts.hear(message);
  }

  #rest(): void {
    this.#isReady = false;
    this.#gather.dispose();
    this.parts.rest();
  }
}
