import type { ActionResult } from '../engine/actions';
import type { JsonObject } from '../engine/json';
import type { Choice, SyncRecord } from '../engine/record';
import { seenOf, type Seen } from '../engine/seen';
import { hash } from '../node/ports';
import type { Session } from '../node/session';
import { act, withSession, type Options, type Run } from './command';
import { conflictOf, conflictView } from './conflicts';
import { open } from './context';
import { diffOf } from './diff';
import { readRecord, recordOf } from './input';
import { mergeByFields } from './mergeByFields';
import { UsageError } from './usage';

/** What `resolve` asks of the engine for one record. */
type Settlement = { readonly choice: Exclude<Choice, 'merge'> } | { readonly choice: 'merge'; readonly content: JsonObject };

/** `reconcile resolve`. */
export const resolve: Run = async (args, options, print) => {
  const { use, file, field, diff } = options;
  if ([use, file, field, diff].filter((way) => way !== undefined).length !== 1) throw new UsageError('resolve takes one of --use remote|local, --field NAME=remote|local|JSON, --file F and --diff.');
  if (use !== undefined && use !== 'remote' && use !== 'local') throw new UsageError(`--use takes remote or local, not "${use}".`);
  if (args.length > 1 && use === undefined) throw new UsageError('Several records can be resolved with --use only.');
  return withSession(await open(options, diff ? 'look' : 'offline'), async (session) => {
    const records = [...new Set(args.length === 0 ? [undefined] : args)].map((what) => recordOf(session, what));
    const [first] = records;
    if (first && diff) return showDiff(session, first, print);
    const asked = records.map((record) => ({ type: 'resolve', key: record.key, seen: seen(record), ...settlement(session, record, options) }) as const);
    const [only] = asked;
    if (only && asked.length === 1) return act(session, only, print);
    const results: (ActionResult & { readonly key: string })[] = [];
    for (const action of asked) results.push({ key: action.key, ...(await session.perform(action)) });
    const message = results.map((result) => result.message).join('\n');
    const ok = results.every((result) => result.ok);
    print(message, { ok, message, results });
    return ok ? 0 : 1;
  });
};

/** What the store shows of the remote; without a conflict the engine refuses anyway. */
const seen = ({ job }: SyncRecord): Seen => seenOf(job?.status === 'VERSION_CONFLICT' ? job.remote : null, hash);

function settlement(session: Session, record: SyncRecord, { use, file, field = [] }: Options): Settlement {
  if (use !== undefined) return { choice: use === 'remote' ? 'remote' : 'local' };
  if (file !== undefined) return { choice: 'merge', content: readRecord(file) };
  const conflict = conflictOf(session, record);
  return { choice: 'merge', content: conflict ? mergeByFields(conflict, field) : record.local }; // without a conflict the engine refuses
}

function showDiff(session: Session, record: SyncRecord, print: Parameters<Run>[2]): number {
  const conflict = conflictOf(session, record);
  if (!conflict) {
    print(`${record.key} is not in conflict.`, { ok: true, message: `${record.key} is not in conflict.` });
    return 0;
  }
  const diff = diffOf(conflict);
  print([diff.remote, diff.local, ...diff.notes].join('\n').trimEnd(), { ...conflictView(conflict), diff });
  return 1;
}
