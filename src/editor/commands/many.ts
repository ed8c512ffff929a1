import * as vscode from 'vscode';
import type { Action } from '../../engine/actions';
import { statusOf, type RecordKey } from '../../engine/record';
import { labelOf } from '../records/describe';
import { recordUri } from '../records/uri';
import { discardEdit } from './discard';
import { perform, tell, type CommandParts } from './perform';

/** From so many on, progress is a notification that can be cancelled. */
const MANY = 20;
/** Actions under way at once. */
const ABREAST = 8;
/** Documents that are opened without a question. */
const DOCUMENTS = 10;
/** Records that a question names. */
const NAMES = 10;

/** Syncs records now: what waits is sent; of what rests, the master is asked. */
export async function syncRecords(parts: CommandParts, keys: readonly RecordKey[]): Promise<void> {
  const isWaiting = (key: RecordKey): boolean => {
    const record = parts.source.session?.model.records.get(key);
    return record !== undefined && (statusOf(record) === 'PENDING' || statusOf(record) === 'RETRY_PENDING');
  };
  const waiting = keys.filter(isWaiting);
  const resting = keys.filter((key) => !isWaiting(key));
  if (waiting.length > 0) await perform(parts, { type: 'sync', keys: waiting });
  await performEach(parts, { title: 'Asking the master', done: 'looked up' }, resting, (key) => ({ type: 'pull', key }));
}

/** Gives up the edits of records, after one question that counts and names them. */
export async function discardEdits(parts: CommandParts, keys: readonly RecordKey[]): Promise<void> {
  const [only] = keys;
  if (only === undefined || keys.length === 1) return only === undefined ? undefined : discardEdit(parts, only);
  const created = keys.filter((key) => parts.source.session?.model.records.get(key)?.base === null).length;
  const whole = created > 0 ? ` ${created} of the records ${created === 1 ? 'is' : 'are'} not at the master: all of ${created === 1 ? 'it' : 'them'} would be lost.` : '';
  const button = `Discard ${keys.length}`;
  const detail = `${named(keys)}\n\nWhat was typed in them would be lost.${whole}`;
  if ((await vscode.window.showWarningMessage(`Discard the edits of ${keys.length} records?`, { modal: true, detail }, button)) !== button) return;
  await performEach(parts, { title: 'Discarding edits', done: 'discarded' }, keys, (key) => ({ type: 'discard', key }));
}

/** Opens the documents of records; of many only when the person says so. */
export async function openRecords(keys: readonly RecordKey[]): Promise<void> {
  const button = `Open ${keys.length}`;
  if (keys.length > DOCUMENTS && (await vscode.window.showWarningMessage(`Open ${keys.length} documents?`, { modal: true, detail: named(keys) }, button)) !== button) return;
  for (const key of keys) await vscode.window.showTextDocument(recordUri(key), { preview: keys.length === 1 });
}

/** Does the same for each; one that is refused holds up no other. Of several, one sentence says what became of them. */
async function performEach(parts: CommandParts, { title, done: verb }: { readonly title: string; readonly done: string }, keys: readonly RecordKey[], action: (key: RecordKey) => Action): Promise<void> {
  const [only] = keys;
  if (only === undefined) return;
  if (keys.length === 1) return void (await perform(parts, action(only)));
  let [done, refused] = [0, 0];
  const location = keys.length >= MANY ? vscode.ProgressLocation.Notification : vscode.ProgressLocation.Window;
  await vscode.window.withProgress({ location, title, cancellable: true }, async (progress, token) => {
    const queue = keys.values();
    const work = async (): Promise<void> => {
      for (const key of queue) {
        if (token.isCancellationRequested) return;
        const result = await parts.source.perform(action(key));
        if (result.ok) done += 1;
        else refused += 1;
        if (!result.ok) parts.log.add('warning', result.message);
        progress.report({ increment: 100 / keys.length, message: `${done + refused} of ${keys.length}` });
      }
    };
    await Promise.all(Array.from({ length: ABREAST }, work));
  });
  const left = keys.length - done - refused;
  tell(parts, { ok: refused === 0, message: `${[`${done} ${verb}`, ...(left > 0 ? [`${left} left as they are`] : []), ...(refused > 0 ? [`${refused} refused`] : [])].join(', ')}.` });
}

/** The first of them, and how many more. */
function named(keys: readonly RecordKey[]): string {
  const more = keys.length - NAMES;
  return [...keys.slice(0, NAMES).map(labelOf), ...(more > 0 ? [`and ${more} more`] : [])].join('\n');
}
