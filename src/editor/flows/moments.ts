import * as vscode from 'vscode';
import type { RecordKey } from '../../engine/record';
import { Replay } from '../../flows/replay';
import type { SessionSource } from '../connection/sessionSource';
import { schemes } from '../ids';
import { plain } from '../plain';
import { keyOfUri, recordUri } from '../records/uri';
import { recordText } from '../records/text';

/** Records as they were at an entry of the log: `reconciliation-moment:/accounts/42.json?48213`, read-only. */
export class Moments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #subscription: vscode.Disposable;

  constructor(private readonly source: SessionSource) {
    this.#subscription = vscode.workspace.registerTextDocumentContentProvider(schemes.moment, this);
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const key = keyOfUri(uri);
    const { session } = this.source;
    if (!session || key === null) return '';
    const until = Number(uri.query);
    const replay = new Replay();
    for await (const { seq, entry } of session.log({ key })) {
      if (seq > until) break;
      replay.take(entry);
    }
    const record = replay.records.get(key);
    return record ? recordText(record.local) : '// The store did not have this record at this moment.\n';
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}

/** Shows a record as it was, and as it is now. */
export async function openMoment(key: RecordKey, seq: number, at: number): Promise<void> {
  const then = recordUri(key).with({ scheme: schemes.moment, query: String(seq) });
  const time = new Date(at).toLocaleTimeString('en-US', { hourCycle: 'h23' });
  await vscode.commands.executeCommand('vscode.diff', then, recordUri(key), plain(`${key}: at ${time} ↔ now`), { preview: true });
}
