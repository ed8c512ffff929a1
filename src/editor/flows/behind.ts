import * as vscode from 'vscode';
import type { RecordKey } from '../../engine/record';
import type { Status } from '../../engine/status';
import { entryText } from '../../flows/entryText';
import type { Session } from '../../node/session';
import { commands } from '../ids';
import { plain } from '../plain';
import { labelOf, short, withoutIcons } from '../records/describe';
import { sayTime } from '../runs/words';

/** What is behind a box or an arrow: entries of the log, newest first, and where the box is a state, its records. */
export interface Behind {
  readonly title: string;
  readonly seqs: readonly number[];
  readonly status: Status | null;
}

/** An entry in a list. */
export interface EntryRow {
  readonly seq: number;
  readonly at: number;
  /** Null: about no record. */
  readonly key: RecordKey | null;
  readonly text: string;
}

/** Reads entries of the log by their numbers, in that order. */
export async function entriesBehind(session: Pick<Session, 'log'>, seqs: readonly number[]): Promise<readonly EntryRow[]> {
  const wanted = new Set(seqs);
  const found = new Map<number, EntryRow>();
  for await (const { seq, entry } of session.log({ from: Math.min(...seqs) })) {
    if (wanted.delete(seq)) found.set(seq, { seq, at: entry.at, key: entry.key ?? null, text: entryText(entry) });
    if (wanted.size === 0) break;
  }
  return seqs.flatMap((seq) => found.get(seq) ?? []);
}

interface Row extends vscode.QuickPickItem {
  readonly open?: () => unknown;
}

/** Lets the person look through what is behind a part of a drawing; picking an entry opens its record. */
export async function showBehind(session: Session, { title, seqs, status }: Behind): Promise<void> {
  const now = Date.now();
  const records: Row[] = status === null ? [] : [
    { label: `$(list-tree) ${session.model.count(status).toLocaleString('en-US')} records in ${status} now`, description: 'show them', open: () => vscode.commands.executeCommand(commands.showStatus, status) },
    { label: 'Log entries', kind: vscode.QuickPickItemKind.Separator },
  ];
  const entries = seqs.length === 0 ? [] : await entriesBehind(session, seqs);
  const rows = entries.map(({ seq, at, key, text }): Row => ({
    label: withoutIcons(key === null ? `Entry ${seq.toLocaleString('en-US')}` : labelOf(key)), description: sayTime(at, now), detail: withoutIcons(short(plain(text), 300)),
    ...(key !== null && { open: () => vscode.commands.executeCommand(commands.openRecord, key) }),
  }));
  if (records.length + rows.length === 0) {
    void vscode.window.showInformationMessage('The log has nothing that went there yet.');
    return;
  }
  const picked = await vscode.window.showQuickPick([...records, ...rows], { title: withoutIcons(plain(title)), placeHolder: `${rows.length === 200 ? 'The newest 200' : rows.length} log entries`, matchOnDescription: true, matchOnDetail: true });
  await picked?.open?.();
}
