import * as vscode from 'vscode';
import { without } from '../../engine/canonical';
import type { JsonObject } from '../../engine/json';
import type { RecordKey } from '../../engine/record';
import type { SessionSource } from '../connection/sessionSource';
import { schemes } from '../ids';
import { plain } from '../plain';
import { recordText } from '../records/text';
import { keyOfUri, recordUri } from '../records/uri';
import { sayVersion } from './conflict';
import type { Conflicts } from './conflicts';
import { arrange } from './mergeSeed';
import type { ServerOwned } from './serverOwned';
import { readSettled, sayHow, type SettledEntry } from './settled';

/** A settled conflict as a person points at it. */
export interface SettledTarget {
  readonly key: RecordKey;
  readonly at: number;
}

/** What can be shown of a settled conflict. */
const PARTS = ['remote', 'local', 'result'] as const;
type Part = (typeof PARTS)[number];

/** The sides of settled conflicts and what became of them, as the log keeps them: read-only. */
export class SettledContent implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #subscription: vscode.Disposable;

  constructor(
    private readonly source: SessionSource,
    private readonly conflicts: Conflicts,
    private readonly serverOwned: ServerOwned,
  ) {
    this.#subscription = vscode.Disposable.from(
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(schemes.settled, this),
      serverOwned.onDidChange(() => vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === schemes.settled).forEach(({ uri }) => this.#changed.fire(uri))),
    );
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const target = settledTarget(uri);
    const { session } = this.source;
    const entry = target && session ? await readSettled(session, target.key, target.at) : null;
    const part = PARTS.find((each) => uri.query.startsWith(`${each}-`));
    const resource = target && this.conflicts.resource(target.key);
    return entry && part ? partText(entry, part, resource ? [...this.serverOwned.hidden(resource)] : []) : '// The log does not hold this.\n';
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}

/** Opens what was compared, remote on the left; with `result`, what became of it on the right. */
export async function showSettled({ key, at }: SettledTarget, entry: SettledEntry, right: 'local' | 'result'): Promise<void> {
  const { remote } = entry.sides;
  const left = `Remote (${remote ? `version ${sayVersion(remote)}` : 'deleted'})`;
  const title = `Resolved: ${key} — ${left} ↔ ${right === 'local' ? 'Local' : `Result (${sayHow(entry)})`}`;
  await vscode.commands.executeCommand('vscode.diff', partUri(key, 'remote', at), partUri(key, right, at), plain(title), { preview: true });
}

/** The settled conflict that a row or a document stands for; null for anything else. */
export function settledTarget(given: unknown): SettledTarget | null {
  if (given instanceof vscode.Uri) {
    const key = keyOfUri(given);
    const at = Number(given.query.slice(given.query.indexOf('-') + 1));
    return given.scheme === schemes.settled && key !== null && Number.isSafeInteger(at) ? { key, at } : null;
  }
  if (typeof given !== 'object' || given === null || !('key' in given) || !('at' in given)) return null;
  return typeof given.key === 'string' && typeof given.at === 'number' ? { key: given.key, at: given.at } : null;
}

const partUri = (key: RecordKey, part: Part, at: number): vscode.Uri => recordUri(key).with({ scheme: schemes.settled, query: `${part}-${at}` });

function partText({ sides: { remote, local }, local: result }: SettledEntry, part: Part, hidden: readonly string[]): string {
  const text = (content: JsonObject): string => recordText(without(arrange(content, local), hidden));
  if (part === 'remote') return remote ? text(remote.content) : '// The record was deleted at the master.\n';
  return text(part === 'local' ? local : result);
}
