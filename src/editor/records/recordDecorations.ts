import * as vscode from 'vscode';
import { statusOf } from '../../engine/record';
import { schemes } from '../ids';
import type { SessionSource } from '../connection/sessionSource';
import type { GatheredChanges } from '../session/gatheredChanges';
import { sayAhead } from './describe';
import { BADGES, statusColor } from './look';
import { keyOfUri, recordUri } from './uri';

/** A letter and a colour on the tab of a record that is not at rest. */
export class RecordDecorations implements vscode.FileDecorationProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri[] | undefined>();
  readonly onDidChangeFileDecorations = this.#changed.event;
  /** Records that were asked for. */
  readonly #asked = new Set<string>();
  readonly #subscription: vscode.Disposable;

  constructor(
    private readonly source: SessionSource,
    changes: GatheredChanges,
  ) {
    this.#subscription = vscode.Disposable.from(
      this.#changed,
      vscode.window.registerFileDecorationProvider(this),
      changes.onDidChange(({ keys, isEverything }) => {
        const uris = [...(isEverything ? this.#asked : keys)].filter((key) => this.#asked.has(key)).map(recordUri);
        if (uris.length > 0) this.#changed.fire(uris);
      }),
    );
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    const key = uri.scheme === schemes.record ? keyOfUri(uri) : null;
    if (key === null) return undefined;
    this.#asked.add(key);
    const record = this.source.session?.model.records.get(key);
    const status = record && statusOf(record);
    return status && BADGES[status] !== '' ? new vscode.FileDecoration(BADGES[status], [status, sayAhead(record)].filter((part) => part !== '').join(' · '), statusColor(status)) : undefined;
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}
