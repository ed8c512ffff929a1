import * as vscode from 'vscode';
import { isSame } from '../../engine/canonical';
import type { RecordKey, SyncRecord } from '../../engine/record';
import { plain } from '../plain';
import { labelOf, short } from '../records/describe';
import { resourceOf } from '../records/resourceOf';
import { perform, type CommandParts } from './perform';

/** Gives up the local edit of a record, after naming what would be lost. */
export async function discardEdit(parts: CommandParts, key: RecordKey): Promise<void> {
  const { session } = parts.source;
  const record = session?.model.records.get(key);
  if (!session || !record) return;
  const fields = editedFields(record, resourceOf(session, record.resource)?.uncompared ?? new Set());
  const lost = record.base === null ? 'The record is not at the master: all of it would be lost.' : fields.length === 0 ? 'Nothing in it differs from the master’s version.' : `What was typed in ${fields.map((field) => short(plain(field), 40)).join(', ')} would be lost.`;
  const discard = 'Discard';
  const answer = await vscode.window.showWarningMessage('Discard the edit of this record?', { modal: true, detail: `${labelOf(key)}\n\n${lost}` }, discard);
  if (answer === discard) await perform(parts, { type: 'discard', key });
}

/** The fields in which an edit differs from what the master had. */
export function editedFields({ local, base }: SyncRecord, uncompared: ReadonlySet<string>): string[] {
  const old = base?.content ?? {};
  const isEdited = (field: string): boolean => !(Object.hasOwn(local, field) && Object.hasOwn(old, field) && isSame(local[field] ?? null, old[field] ?? null));
  return [...new Set([...Object.keys(local), ...Object.keys(old)])].filter((field) => !uncompared.has(field) && isEdited(field));
}
