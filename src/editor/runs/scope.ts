import * as vscode from 'vscode';
import type { AuditScope } from '../../engine/audit/run';
import { isClean } from '../../engine/decide';
import type { Session } from '../../node/session';
import { isStatus } from '../../engine/status';
import { targetKey } from '../commands/target';
import { labelOf, nameOf, withoutIcons } from '../records/describe';
import { count } from './words';

/** Statuses whose records can be compared: nothing is in flight or edited. */
const COMPARED = ['SYNCED', 'SKIPPED'] as const;

/** What a row of the Records view covers, or the record that a command means; null for none. */
export function scopeIn(given: unknown): AuditScope | null {
  if (typeof given === 'object' && given !== null && 'status' in given && isStatus(given.status) && !('key' in given)) {
    const resource = 'resource' in given && typeof given.resource === 'string' ? { resource: given.resource } : {};
    return { status: given.status, ...resource };
  }
  const key = targetKey(given);
  return key === null ? null : { keys: [key] };
}

/** Asks what to compare: everything, a resource, a status, or chosen records. */
export async function pickScope({ model, settings }: Session): Promise<AuditScope | undefined> {
  const names = [...settings.resources.keys()];
  const scopes: { label: string; description: string; scope: AuditScope | null }[] = [
    { label: 'Everything', description: `${count(model.records.size)} records`, scope: {} },
    ...(names.length > 1 ? names.map((resource) => ({ label: resource, description: 'resource', scope: { resource } })) : []),
    ...COMPARED.filter((status) => model.count(status) > 0).map((status) => ({ label: status, description: `${count(model.count(status))} records`, scope: { status } })),
    { label: 'Chosen records…', description: '', scope: null },
  ];
  const picked = await vscode.window.showQuickPick(scopes, { title: 'Reconcile', placeHolder: 'What is compared with the master; edited records are left out' });
  if (picked?.scope !== null) return picked?.scope;
  const items = [...model.records.values()].filter(isClean).map((record) => ({ key: record.key, label: withoutIcons(labelOf(record.key)), description: withoutIcons(nameOf(record, settings.resources.get(record.resource)?.sensitive)) }));
  const records = await vscode.window.showQuickPick(items, { title: 'Reconcile', placeHolder: 'The records that are compared', canPickMany: true, matchOnDescription: true });
  return records && records.length > 0 ? { keys: records.map(({ key }) => key) } : undefined;
}
