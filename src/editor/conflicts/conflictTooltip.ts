import * as vscode from 'vscode';
import { compareSides, sayPath, type FieldChange } from '../../engine/merge';
import type { RecordKey } from '../../engine/record';
import { plain } from '../plain';
import { ago } from '../records/describe';
import { sayVersion, type Conflict } from './conflict';
import type { ConflictNode } from './conflictNodes';
import type { Conflicts } from './conflicts';
import { sayState } from './conflictItem';
import { sayHow, type Settled } from './settled';

/** Fields that a tooltip names; the rest is counted. */
const FIELDS = 12;

/** What a row of the Conflicts view says when it is pointed at. Everything from outside is escaped. */
export function conflictTooltip(conflicts: Conflicts, node: ConflictNode, now: number): vscode.MarkdownString | undefined {
  if (node.kind === 'open') return ofOpen(conflicts, node, now);
  return node.kind === 'settled' ? ofSettled(conflicts, node, now) : undefined;
}

function ofOpen(conflicts: Conflicts, conflict: Conflict, now: number): vscode.MarkdownString {
  const { key, base, remote, since, reason } = conflict;
  const text = head(conflicts, key);
  paragraph(text, remote ? `Base ${sayVersion(base)}, remote ${sayVersion(remote)}.` : 'Deleted at the master, edited here.');
  list(text, whoChangedWhat(conflict, conflicts).map(({ path, by }) => [sayPath(path), WHERE[by]]));
  paragraph(text, `Noticed ${ago(now - since)}. ${reason}`);
  return text;
}

function ofSettled(conflicts: Conflicts, settled: Settled, now: number): vscode.MarkdownString {
  const text = head(conflicts, settled.key);
  paragraph(text, `${sayHow(settled)}, ${ago(now - settled.at)}: ${sayState(settled.state)}.`);
  list(text, settled.fields.map((field) => [field]));
  return text;
}

const WHERE: Readonly<Record<FieldChange['by'], string>> = { remote: 'there only', local: 'here only', both: 'the same on both sides', collision: 'here and there' };

/** Collisions first: they are what a person must decide. */
function whoChangedWhat({ key, base, remote, local }: Conflict, conflicts: Conflicts): readonly FieldChange[] {
  const changes = remote ? compareSides(base?.content ?? {}, remote.content, local, conflicts.rules(key)) : [];
  return [...changes.filter(({ by }) => by === 'collision'), ...changes.filter(({ by }) => by !== 'collision')];
}

function head(conflicts: Conflicts, key: RecordKey): vscode.MarkdownString {
  const name = conflicts.name(key);
  const text = new vscode.MarkdownString(`**${escape(key)}**`);
  return name === '' ? text : text.appendMarkdown(` · ${escape(name)}`);
}

const paragraph = (text: vscode.MarkdownString, words: string): vscode.MarkdownString => text.appendMarkdown(`\n\n${escape(words)}`);

function list(text: vscode.MarkdownString, rows: readonly (readonly string[])[]): void {
  if (rows.length > 0) text.appendMarkdown('\n');
  for (const row of rows.slice(0, FIELDS)) text.appendMarkdown(`\n- ${escape(row.join(': '))}`);
  if (rows.length > FIELDS) text.appendMarkdown(`\n- and ${rows.length - FIELDS} more`);
}

/** Text as Markdown shows it: with every mark escaped, nothing in it is a tag, a link or an address. */
const escape = (text: string): string => plain(text).replace(/[!-/:-@[-`{-~]/g, '\\$&');
