import type * as vscode from 'vscode';
import { isSameSight } from '../../engine/seen';
import type { CommandParts } from '../commands/perform';
import { labelOf } from '../records/describe';
import { seenIn, type Conflict } from './conflict';
import type { Conflicts } from './conflicts';
import { saveRecord } from './diffTabs';

/** The sides that can be taken for many at once. */
export type BatchChoice = 'remote' | 'local';

/** What became of a batch. */
export interface BatchOutcome {
  readonly resolved: number;
  /** Why the others were not, and how many of them. */
  readonly refused: ReadonlyMap<string, number>;
  /** Not tried: it was cancelled. */
  readonly left: number;
}

/** What a batch works with. */
interface BatchParts {
  readonly source: Pick<CommandParts['source'], 'perform'>;
  readonly log: Pick<CommandParts['log'], 'add'>;
}

/** How a batch is watched and cancelled. */
interface BatchProgress {
  readonly onStep: (done: number) => void;
  readonly token: vscode.CancellationToken;
}

/** Names that a question lists. */
const NAMES = 10;

const WORDS = {
  remote: { title: 'Use Remote', does: 'Your edits are given up and the master’s versions taken.', deleted: 'Records that were deleted there are removed here too.' },
  local: { title: 'Use Local', does: 'Your versions are written over the remote ones that the view shows. What has changed again at the master stays in conflict.', deleted: 'Records that were deleted there are created again.' },
} as const satisfies Record<BatchChoice, object>;

/** What a person is asked before one side is taken for many. */
export function batchQuestion(choice: BatchChoice, conflicts: readonly Conflict[], name: (key: string) => string): { readonly message: string; readonly detail: string; readonly button: string } {
  const { title, does, deleted } = WORDS[choice];
  const names = conflicts.slice(0, NAMES).map(({ key }) => [labelOf(key), name(key)].filter((part) => part !== '').join(' · '));
  const more = conflicts.length - names.length;
  const effects = [does, ...(conflicts.some(({ remote }) => !remote) ? [deleted] : []), 'Both sides stay in the log.'].join(' ');
  const count = `${conflicts.length} ${conflicts.length === 1 ? 'conflict' : 'conflicts'}`;
  return { message: `${title} for ${count}?`, detail: `${[...names, ...(more > 0 ? [`and ${more} more`] : [])].join('\n')}\n\n${effects}`, button: `${title} for ${conflicts.length}` };
}

/** Takes one side for each of them, as its row showed it; what is typed there is saved first. One that is refused holds up no other. */
export async function resolveEach({ source, log }: BatchParts, conflicts: Conflicts, choice: BatchChoice, rows: readonly Conflict[], { onStep, token }: BatchProgress): Promise<BatchOutcome> {
  const refused = new Map<string, number>();
  let resolved = 0;
  let tried = 0;
  for (const row of rows) {
    if (token.isCancellationRequested) break;
    const { key } = row;
    const seen = seenIn(row);
    const isSaved = await saveRecord(key);
    const result = isSaved ? await source.perform({ type: 'resolve', key, choice, seen }) : null;
    if (result) log.add(result.ok ? 'info' : 'warning', result.message);
    if (result?.ok) resolved += 1;
    else {
      const now = conflicts.get(key);
      const why = !isSaved ? 'what is typed cannot be saved' : !now ? 'settled already' : !isSameSight(seenIn(now), seen) ? 'the remote had changed again' : 'the log says why';
      refused.set(why, (refused.get(why) ?? 0) + 1);
    }
    onStep(++tried);
  }
  return { resolved, refused, left: rows.length - tried };
}

/** "12 resolved, 2 not: the remote had changed again." */
export function sayOutcome({ resolved, refused, left }: BatchOutcome): string {
  const count = [...refused.values()].reduce((sum, each) => sum + each, 0);
  const why = [...refused].map(([reason, times]) => (refused.size === 1 ? reason : `${reason} (${times})`)).join(', ');
  return `${[`${resolved} resolved`, ...(left > 0 ? [`${left} left as they are`] : []), ...(count > 0 ? [`${count} not: ${why}`] : [])].join(', ')}.`;
}
