import * as vscode from 'vscode';
import type { RecordKey } from '../../engine/record';
import type { ReadonlyModel } from '../../engine/model';
import { entryText } from '../../flows/entryText';
import type { FlowName, FlowNode } from '../../flows/flow';
import { briefly, count, many } from '../../flows/words';
import type { Session } from '../../node/session';
import { commands } from '../ids';
import { plain } from '../plain';
import { labelOf, short, withoutIcons } from '../records/describe';
import { sayTime } from '../runs/words';

/** What is behind a box or an arrow: entries of the log, newest first, and the records that stand there now, in the words of `where`; null where none can. */
export interface Behind {
  readonly title: string;
  readonly seqs: readonly number[];
  readonly standing: { readonly where: string; readonly keys: readonly RecordKey[] } | null;
}

/** The records that stand in a box of a flow now: in its state, or on its rung (D8). */
export function standingIn(model: ReadonlyModel, flow: FlowName, id: string, node: FlowNode | undefined): Behind['standing'] {
  const [, part, rung] = (flow === 'backoff' && /^(retry|execute)(\d+)$/.exec(id)) || [];
  if (rung !== undefined) {
    const keys = [...model.keys(part === 'retry' ? 'RETRY_PENDING' : 'PROCESSING')].filter((key) => model.records.get(key)?.job?.counted === Number(rung));
    return { where: part === 'retry' ? `wait for retry ${rung}` : `are in flight, on retry ${rung}`, keys };
  }
  return node?.status === undefined ? null : { where: `in ${node.status}`, keys: [...model.keys(node.status)] };
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

/** Entries that are listed, and records that wait. */
export const MOST = 200;
const WAITING = 50;

interface Row extends vscode.QuickPickItem {
  readonly open?: () => unknown;
}

/** Lets the person look through what is behind a part of a drawing: the records that stand there, and the entries of the log, each of which opens its record. */
export async function showBehind(session: Session, { title, seqs, standing }: Behind): Promise<void> {
  const now = Date.now();
  const show = (label: string, keys: readonly RecordKey[]): Row => ({ label: `$(table) ${label}`, description: 'show them', open: () => vscode.commands.executeCommand(commands.openRecords, { title, keys }) });
  const entries = seqs.length === 0 ? [] : await entriesBehind(session, seqs);
  const named = [...new Set(entries.flatMap(({ key }) => key ?? []))].filter((key) => session.model.records.has(key));
  const lists = [
    ...(standing && standing.keys.length > 0 ? [show(`${many(standing.keys.length, 'record')} ${standing.where} now`, standing.keys)] : []),
    ...(named.length > 1 ? [show(`${many(named.length, 'record')} of these entries`, named)] : []),
  ];
  const waiting = standing?.keys.slice(0, WAITING).flatMap((key) => waitingRow(session, key, now)) ?? [];
  const rows = entries.map(({ seq, at, key, text }): Row => ({
    label: withoutIcons(key === null ? `Entry ${count(seq)}` : labelOf(key)), description: sayTime(at, now), detail: withoutIcons(short(plain(text), 300)),
    ...(key !== null && { open: () => vscode.commands.executeCommand(commands.openRecord, key) }),
  }));
  if (lists.length + rows.length === 0) return void vscode.window.showInformationMessage('The log has nothing that went there yet.');
  const separator: Row = { label: 'Log entries, newest first', kind: vscode.QuickPickItemKind.Separator };
  const picked = await vscode.window.showQuickPick([...lists, ...waiting, ...(rows.length > 0 ? [separator, ...rows] : [])], { title: withoutIcons(plain(title)), placeHolder: rows.length === MOST ? `The newest ${MOST} log entries` : rows.length === 1 ? '1 log entry' : `${count(rows.length)} log entries`, matchOnDescription: true, matchOnDetail: true });
  await picked?.open?.();
}

/** A record that waits for its retry, and when that is. */
function waitingRow({ model }: Session, key: RecordKey, now: number): Row[] {
  const job = model.records.get(key)?.job;
  if (job?.status !== 'RETRY_PENDING') return [];
  return [{ label: `$(history) ${withoutIcons(labelOf(key))}`, description: job.dueAt <= now ? 'due now' : `due in ${briefly(job.dueAt - now)}`, open: () => vscode.commands.executeCommand(commands.openRecord, key) }];
}
