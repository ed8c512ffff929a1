import * as vscode from 'vscode';
import type { JsonObject } from '../../engine/json';
import { pointerOf, sayPath, type FieldChange } from '../../engine/merge';
import type { Issue } from '../../engine/ports';
import type { RecordKey } from '../../engine/record';
import type { Resource } from '../../engine/resource';
import { plain } from '../plain';
import { withoutIcons } from '../records/describe';
import type { Conflict } from './conflict';
import { readTyped, resultOf, sayPick, saySide, sayValue, startPicks, take, takenOf, typedText, undecided, type FieldPicks, type Taken } from './fieldPicks';
import { isEdited } from './mergeRebase';
import { askText, pickRow, type Answer, type Row } from './pickSteps';
import { mergeText, unitOf } from './textParts';

/** What a conflict is resolved with. */
export interface PickerActions {
  /** Shows what would be taken. */
  preview(content: JsonObject): Promise<void>;
  /** Takes it: true when that is decided, what the resource's rules say against it, or false for another refusal. */
  apply(content: JsonObject): Promise<boolean | readonly Issue[]>;
}

type Choice = FieldChange | 'preview' | 'apply';

/** Resolves conflicts field by field, by keyboard alone. What was picked is kept for the window until the conflict moves. */
export class FieldPicker {
  readonly #kept = new Map<RecordKey, { readonly conflict: Conflict; readonly picks: FieldPicks }>();

  /** True when the conflict is decided. Esc decides nothing. */
  async run(conflict: Conflict, resource: Resource, actions: PickerActions): Promise<boolean> {
    const kept = this.#kept.get(conflict.key);
    const isSame = kept && kept.conflict.remote?.version === conflict.remote?.version && !isEdited(kept.conflict.local, conflict.local, resource);
    const sides = { base: conflict.base?.content ?? null, remote: conflict.remote?.content ?? null, local: conflict.local };
    let picks = isSame ? kept.picks : startPicks(sides, resource);
    let issues: readonly Issue[] = [];
    let last: Choice | undefined;
    for (;;) {
      this.#kept.set(conflict.key, { conflict, picks });
      const choice: Answer<Choice> = await pickField(conflict.key, picks, issues, last);
      if (choice === undefined || choice === 'back') return false;
      last = choice;
      if (choice === 'preview') await actions.preview(resultOf(picks));
      else if (choice === 'apply') {
        const result = await actions.apply(resultOf(picks));
        if (typeof result === 'boolean') return result && this.#kept.delete(conflict.key);
        issues = result;
        last = picks.changes.find((change) => issues.some((issue) => isAbout(issue, change))) ?? 'apply';
      } else {
        const taken = await pickValue(choice, takenOf(picks, choice));
        if (taken === undefined) return false;
        if (taken === 'back') continue;
        picks = take(picks, choice, taken);
        issues = issues.filter((issue) => !isAbout(issue, choice));
        last = undecided(picks)[0] ?? 'apply';
      }
    }
  }
}

/** The first step: all fields that differ, each with what it takes, then what to do with them. */
function pickField(key: RecordKey, picks: FieldPicks, issues: readonly Issue[], last: Choice | undefined): Promise<Answer<Choice>> {
  const open = undecided(picks);
  const row = (change: FieldChange): Row<Choice> => {
    const taken = takenOf(picks, change);
    const issue = issues.find((each) => isAbout(each, change));
    return { label: `$(${ICONS[taken?.from ?? 'open']}) ${name(change)}`, description: withoutIcons(sayPick(change, taken)), ...(issue && { detail: `$(error) ${withoutIcons(plain(issue.message))}` }), value: change };
  };
  const group = (label: string, changes: readonly FieldChange[]): Row<Choice>[] => (changes.length > 0 ? [{ label, kind: vscode.QuickPickItemKind.Separator }, ...changes.map(row)] : []);
  const others = issues.filter((issue) => !picks.changes.some((change) => isAbout(issue, change))).map(({ pointer, message }) => withoutIcons(plain(`${pointer} ${message}`.trim())));
  const rows: Row<Choice>[] = [
    ...group('Changed on both sides', picks.changes.filter(({ by }) => by === 'collision')),
    ...group('Changed on one side', picks.changes.filter(({ by }) => by !== 'collision')),
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    { label: '$(open-preview) Preview', description: 'compare the remote with the result', value: 'preview' },
    open[0]
      ? { label: '$(circle-slash) Apply', description: `first choose ${open.map(name).join(', ')}`, value: open[0] }
      : { label: '$(check) Apply', description: 'take the result and send it', ...(others.length > 0 && { detail: `$(error) ${others.join(' ')}` }), value: 'apply' },
  ];
  const placeholder = issues.length > 0 ? 'The result is not valid: change the fields that are marked' : open.length > 0 ? `${open.length === 1 ? '1 field needs' : `${open.length} fields need`} your choice` : 'All is chosen: Apply takes it, Enter on a field changes it';
  const look = { title: `Resolve ${withoutIcons(plain(key))} Field by Field`, step: 1, placeholder, canGoBack: false };
  const active = rows.find(({ value }) => value !== undefined && (value === last || (isField(value) && isField(last) && pointerOf(value.path) === pointerOf(last.path))));
  return pickRow(look, rows, active);
}

/** The second step: whose value a field takes. */
async function pickValue(change: FieldChange, taken: Taken | undefined): Promise<Answer<Taken>> {
  const unit = unitOf(change);
  const side = (from: 'remote' | 'local' | 'base', label: string): Row<Taken | 'type' | 'parts'> => ({ label: `$(${ICONS[from]}) ${label}`, description: withoutIcons(saySide(change, from)), value: { from } });
  const rows: Row<Taken | 'type' | 'parts'>[] = [
    side('remote', 'Remote'),
    side('local', 'Local'),
    ...(unit ? [{ label: `$(${ICONS.parts}) Merge by ${unit === 'line' ? 'Line' : 'Word'}`, description: 'both changes, as far as they do not touch', value: 'parts' } as const] : []),
    side('base', 'Base'),
    { label: `$(${ICONS.typed}) Type a Value…`, ...(taken?.from === 'typed' && { description: withoutIcons(sayValue(taken.value)) }), value: 'type' },
  ];
  const look = { title: name(change), step: 2, placeholder: 'Whose value counts?', canGoBack: true };
  const active = rows.find(({ value }) => typeof value === 'object' && value.from === taken?.from);
  for (;;) {
    const choice = await pickRow(look, rows, active);
    if (choice === undefined || typeof choice === 'object' || choice === 'back') return choice;
    const made = choice === 'parts' && unit ? await pickParts(change, unit) : await typeValue(change, taken);
    if (made !== 'back') return made;
  }
}

/** Lets the person type a value. */
async function typeValue(change: FieldChange, taken: Taken | undefined): Promise<Answer<Taken>> {
  const judge = (text: string): string | vscode.InputBoxValidationMessage | null => {
    const read = readTyped(text, change);
    if ('issue' in read) return read.issue;
    return typeof read.value === 'string' && !text.startsWith('"') ? null : { message: `Taken as ${sayValue(read.value)}`, severity: vscode.InputBoxValidationSeverity.Info };
  };
  const answer = await askText({ title: name(change), step: 2, placeholder: 'The value, as JSON; text needs no quotes where the field holds text.', canGoBack: true }, typedText(change, taken), judge);
  if (answer === undefined || answer === 'back') return answer;
  const read = readTyped(answer.text, change);
  return 'issue' in read ? 'back' : { from: 'typed', value: read.value };
}

/** Merges a long text: what does not collide by itself, the rest part by part. */
async function pickParts(change: FieldChange, unit: 'line' | 'word'): Promise<Answer<Taken>> {
  const parts = mergeText(change, unit);
  const count = parts.filter((part) => typeof part === 'object').length;
  const merged: string[] = [];
  let at = 0;
  for (const part of parts) {
    if (typeof part === 'string') {
      merged.push(part);
      continue;
    }
    at += 1;
    const both = part.remote + (unit === 'line' && !part.remote.endsWith('\n') ? '\n' : '') + part.local;
    const row = (icon: string, label: string, text: string): Row<{ text: string }> => ({ label: `$(${icon}) ${label}`, description: withoutIcons(sayValue(text)), value: { text } });
    const look = { title: count === 1 ? name(change) : `${name(change)}: part ${at} of ${count}`, step: 2, placeholder: 'Both sides changed this part', canGoBack: true };
    const answer = await pickRow(look, [row(ICONS.remote, 'Remote', part.remote), row(ICONS.local, 'Local', part.local), row('diff-multiple', 'Both, Remote First', both)]);
    if (answer === undefined || answer === 'back') return answer;
    merged.push(answer.text);
  }
  return { from: 'parts', value: merged.join('') };
}

/** The icon of each source: the sides have those of Use Remote and Use Local. */
const ICONS = { open: 'git-merge', remote: 'repo-pull', local: 'repo-push', base: 'history', typed: 'edit', parts: 'merge' } as const;

const name = ({ path }: FieldChange): string => withoutIcons(plain(sayPath(path)));

const isField = (value: Choice | undefined): value is FieldChange => typeof value === 'object';

/** A rule names a field, or something in it; an item of a list by its place, so that a list is the best that can be told. */
function isAbout({ pointer }: Issue, { path }: FieldChange): boolean {
  const own = pointerOf(path);
  const list = path.findIndex((step) => typeof step !== 'string');
  const place = list < 0 ? own : pointerOf(path.slice(0, list));
  return pointer === place || pointer.startsWith(`${place}/`) || (list < 0 && pointer !== '' && own.startsWith(`${pointer}/`));
}
