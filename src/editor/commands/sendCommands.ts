import * as vscode from 'vscode';
import type { RecordKey } from '../../engine/record';
import type { Session } from '../../node/session';
import { commands, schemes } from '../ids';
import { plain } from '../plain';
import { labelOf, nameOf, withoutIcons } from '../records/describe';
import { perform, type CommandParts } from './perform';

const PREVIEW = vscode.Uri.from({ scheme: schemes.preview, path: '/Requests.txt' });

/** Sending by hand: the person picks what waits, sees each request as it would go out, and sends exactly that. */
export class SendByHand implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #subscription: vscode.Disposable;
  #keys: readonly RecordKey[] = [];
  #text = '';

  constructor(private readonly parts: CommandParts) {
    this.#subscription = vscode.Disposable.from(
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(schemes.preview, this),
      vscode.commands.registerCommand(commands.sendWithPreview, () => this.#pick()),
      vscode.commands.registerCommand(commands.send, () => this.send()),
    );
  }

  provideTextDocumentContent(): string {
    return this.#text;
  }

  /** Shows what would be sent of these records. */
  async preview(keys: readonly RecordKey[]): Promise<void> {
    const { session } = this.parts.source;
    if (!session) return;
    this.#keys = keys;
    this.#text = previewText(session, keys);
    this.#changed.fire(PREVIEW);
    await vscode.window.showTextDocument(PREVIEW, { preview: true });
  }

  /** Sends what the preview shows; when it would be something else by now, it is shown first. */
  async send(): Promise<boolean> {
    const { session } = this.parts.source;
    if (!session || this.#keys.length === 0) return false;
    const keys = this.#keys.filter((key) => isWaiting(session, key));
    if (previewText(session, keys) !== this.#text) {
      await this.preview(keys);
      void vscode.window.showInformationMessage('Something changed meanwhile: this is what would be sent now.');
      return false;
    }
    if (session.role === 'follower') {
      void vscode.window.showInformationMessage('The window that owns the store sends: open the preview there.');
      return false;
    }
    this.#keys = [];
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === PREVIEW.toString());
    await vscode.window.tabGroups.close(tabs);
    return (await perform(this.parts, { type: 'sync', keys })).ok;
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  async #pick(): Promise<void> {
    const { session } = this.parts.source;
    if (!session) return;
    const waiting = [...session.model.keys('PENDING'), ...session.model.keys('RETRY_PENDING')];
    if (waiting.length === 0) return void vscode.window.showInformationMessage('Nothing waits to be sent.');
    const items = waiting.flatMap((key) => {
      const record = session.model.records.get(key);
      return record ? [{ key, label: withoutIcons(labelOf(key)), description: withoutIcons(nameOf(record, session.settings.resources.get(record.resource)?.sensitive)), picked: true }] : [];
    });
    const picked = await vscode.window.showQuickPick(items, { title: 'Send with Preview', placeHolder: 'The records whose requests are shown next', canPickMany: true, matchOnDescription: true });
    if (picked && picked.length > 0) await this.preview(picked.map(({ key }) => key));
  }
}

const isWaiting = ({ model }: Session, key: RecordKey): boolean => model.keys('PENDING').has(key) || model.keys('RETRY_PENDING').has(key);

/** Method, path, headers and body of each request, secrets redacted. */
export function previewText(session: Session, keys: readonly RecordKey[]): string {
  const blocks = keys.map((key) => {
    const found = session.preview(key);
    if ('refusal' in found) return `# ${plain(key)}\n# ${plain(found.refusal)}\n`;
    const { method, url, headers, body } = found.request;
    const fields = Object.entries(headers).map(([name, value]) => `${name}: ${plain(value)}`);
    return [`# ${plain(key)}${found.note === '' ? '' : `. ${plain(found.note)}`}`, `${method} ${plain(pathOf(url))}`, ...fields, ...(body === undefined ? [] : ['', indent(body)]), ''].join('\n');
  });
  return [`# To ${session.settings.master.origin}. Nothing is sent before you choose Send above. Beside these headers go host, connection and content-length.\n`, ...blocks].join('\n');
}

/** Path and query: where it goes stands in the first line. */
function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}

/** A JSON body on lines of its own; any other as it is. */
function indent(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
