import * as vscode from 'vscode';
import type { JsonObject } from '../../engine/json';
import { conflictingFields } from '../../engine/resolve';
import { perform, type CommandParts } from '../commands/perform';
import { plain } from '../plain';
import { keepServerOwned } from '../records/edit';
import { ago, labelOf } from '../records/describe';
import { sayFields, sayVersion } from './conflict';
import type { Conflicts } from './conflicts';
import { saveRecord } from './diffTabs';
import { sayHow, type SettledEntry } from './settled';
import type { SettledTarget } from './settledContent';

type Side = 'remote' | 'local';

/** Fields that the question names. */
const FIELDS = 10;

/** Starts a new edit with the side that lost, after saying what that changes. It is checked and sent as any other. */
export async function bringBack(parts: CommandParts, conflicts: Conflicts, { key, at }: SettledTarget, entry: SettledEntry): Promise<void> {
  if (conflicts.get(key)) return tell('The record is in conflict again: choose there.');
  const side = entry.choice === 'merge' ? await pickSide(entry) : entry.choice === 'remote' ? 'local' : 'remote';
  if (!side) return;
  const lost = side === 'remote' ? entry.sides.remote?.content : entry.sides.local;
  if (!lost) return tell('The other side was that the record is deleted: no edit brings that back.');
  if (!(await saveRecord(key))) return tell('What is typed in the record cannot be saved: correct it, or revert the file.');
  const now = parts.source.session?.model.records.get(key)?.local;
  const content = broughtBack(lost, now, conflicts.rules(key).uncompared);
  const fields = now ? conflictingFields(null, { content, version: null, etag: null }, now, conflicts.rules(key)) : [];
  if (now && fields.length === 0) return tell('The record is like that already.');
  const changes = now ? `It changes ${plain(sayFields(fields, FIELDS))}.` : 'The record is not here any more: it is created again.';
  const who = [labelOf(key), conflicts.name(key)].filter((part) => part !== '').join(' · ');
  const detail = `${who}\n\nStarts a new edit with the ${side} side as it was before ${sayHow(entry)} (${ago(Date.now() - at)}). ${changes} It is checked and sent like any other edit.`;
  const answer = await vscode.window.showWarningMessage(`Bring the ${side} side back?`, { modal: true, detail }, 'Bring Back');
  if (answer === 'Bring Back') await perform(parts, { type: 'edit', key, content });
}

/** A side that lost, with what the master sets by itself as the record has it now. */
export const broughtBack = (lost: JsonObject, now: JsonObject | undefined, serverOwned: Iterable<string>): JsonObject => keepServerOwned(lost, lost, now ?? {}, serverOwned);

async function pickSide({ sides: { remote } }: SettledEntry): Promise<Side | undefined> {
  const items = [
    ...(remote ? [{ label: 'Remote', description: `version ${sayVersion(remote)}, before the merge`, side: 'remote' as const }] : []),
    { label: 'Local', description: 'your edit, before the merge', side: 'local' as const },
  ];
  return (await vscode.window.showQuickPick(items, { title: 'Bring Back', placeHolder: 'Which side?' }))?.side;
}

const tell = (message: string): void => void vscode.window.showInformationMessage(message);
