import * as vscode from 'vscode';
import { splitKey, statusOf, type RecordKey, type SyncRecord } from '../../engine/record';
import type { Session } from '../../node/session';
import { commands } from '../ids';
import { labelOf, nameOf, withoutIcons } from '../records/describe';
import { STATUS_LOOK } from '../../protocol/statusLook';
import { perform, type CommandParts } from './perform';

/** Rows that are offered at once; typing finds the others. */
const ROWS = 1_000;

interface Row extends vscode.QuickPickItem {
  readonly key: RecordKey;
}

/** Lets the person pick a record by id or name and opens it. */
export async function goToRecord(parts: CommandParts): Promise<void> {
  const key = await pickRecord(parts, 'Go to Record');
  if (key !== undefined) await vscode.commands.executeCommand(commands.openRecord, key);
}

/** The record that the person picks, of those that `fit`. A whole `resource/id` that is not in the store is asked of the master first. */
export async function pickRecord(parts: CommandParts, title: string, fits: (record: SyncRecord) => boolean = () => true): Promise<RecordKey | undefined> {
  const { session } = parts.source;
  const key = session ? await choose(session, title, fits) : undefined;
  if (!session || key === undefined || session.model.records.has(key)) return key;
  if (!(await perform(parts, { type: 'pull', key })).ok) return undefined;
  if (session.model.records.has(key)) return key;
  void vscode.window.showInformationMessage('The master has no such record.');
  return undefined;
}

function choose(session: Session, title: string, fits: (record: SyncRecord) => boolean): Promise<RecordKey | undefined> {
  const pick = vscode.window.createQuickPick<Row>();
  pick.title = title;
  pick.placeholder = 'Id or name, or resource/id of one that is not here yet';
  pick.matchOnDescription = true;
  const update = (): void => void (pick.items = rows(session, pick.value, fits));
  pick.onDidChangeValue(update);
  update();
  pick.show();
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      resolve(pick.activeItems[0]?.key);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
  });
}

/** What fits the text, the one that it names first, and last the text itself where it is a record that is not in the store. */
export function rows(session: Session, text: string, fits: (record: SyncRecord) => boolean = () => true): Row[] {
  const { model, settings } = session;
  const wanted = text.trim().toLowerCase();
  const typed = keyFrom(text.trim(), [...settings.resources.keys()]);
  const found: Row[] = [];
  for (const record of model.records.values()) {
    const name = nameOf(record, settings.resources.get(record.resource)?.sensitive);
    if (!fits(record) || !(record.key.toLowerCase().includes(wanted) || name.toLowerCase().includes(wanted))) continue;
    const row = { key: record.key, label: `$(${STATUS_LOOK[statusOf(record)].icon}) ${withoutIcons(labelOf(record.key))}`, description: [withoutIcons(name), statusOf(record)].filter((part) => part !== '').join(' · ') };
    if (record.key === typed) found.unshift(row);
    else if (found.length < ROWS) found.push(row);
  }
  if (typed !== null && !model.records.has(typed)) found.push({ key: typed, label: `$(cloud-download) ${withoutIcons(labelOf(typed))}`, description: 'not here yet: ask the master', alwaysShow: true });
  return found;
}

/** The key that a text names: `resource/id`, or an id alone where there is only one resource. */
function keyFrom(text: string, resources: readonly string[]): RecordKey | null {
  const { resource } = splitKey(text) ?? {};
  if (resource !== undefined && resources.includes(resource)) return text;
  return text !== '' && resources.length === 1 ? `${resources[0]}/${text}` : null;
}
