import * as vscode from 'vscode';
import type { Finding } from '../../engine/audit/finding';
import { splitKey } from '../../engine/record';
import type { Session } from '../../node/session';
import { perform, type CommandParts } from '../commands/perform';
import { plain } from '../plain';
import { withoutIcons } from '../records/describe';

/** A field of a resource, as a choice. */
interface FieldItem extends vscode.QuickPickItem {
  readonly resource: string;
  readonly field: string;
}

/** Asks which of the fields that differ later runs leave out; the only one is taken after a word of warning. */
export async function ignoreFields(parts: CommandParts, findings: readonly Finding[]): Promise<void> {
  const items = [...new Map(findings.flatMap(({ key, fields }) => fields.map((field) => item(splitKey(key)?.resource ?? '', field))).map((each) => [`${each.resource}/${each.field}`, each])).values()];
  if (items.length === 0) return void vscode.window.showInformationMessage('Choose a finding in which a field differs.');
  const picked = await vscode.window.showQuickPick(items, { title: 'Ignore This Field', placeHolder: 'Later runs do not compare it, in any record of the resource', canPickMany: items.length > 1 });
  for (const { resource, field } of listOf(picked)) await perform(parts, { type: 'ignore', resource, field, isIgnored: true });
}

/** Shows the fields that runs leave out; those that are picked are compared again. */
export async function lookAgain(parts: CommandParts): Promise<void> {
  const { session } = parts.source;
  if (!session) return;
  const items = ignoredFields(session);
  if (items.length === 0) return void vscode.window.showInformationMessage('No field is ignored: runs compare all but those that the master sets by itself.');
  const picked = await vscode.window.showQuickPick(items, { title: 'Ignored Fields', placeHolder: 'Those that later runs compare again', canPickMany: true });
  for (const { resource, field } of picked ?? []) await perform(parts, { type: 'ignore', resource, field, isIgnored: false });
}

/** The fields that runs leave out, of every resource. */
export const ignoredFields = ({ settings, model }: Session): FieldItem[] => [...settings.resources.keys()].flatMap((resource) => [...model.audits.ignored(resource)].map((field) => item(resource, field)));

const item = (resource: string, field: string): FieldItem => ({ resource, field, label: withoutIcons(plain(field)), description: withoutIcons(resource) });

/** `canPickMany` that is not known when it is compiled may answer one or several. */
const listOf = (picked: FieldItem | readonly FieldItem[] | undefined): readonly FieldItem[] => (picked === undefined ? [] : 'field' in picked ? [picked] : picked);
