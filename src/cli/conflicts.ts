import { blanked, REDACTED } from '../engine/exchange';
import { compareSides, pointerOf, type FieldChange, type Path, type Side } from '../engine/merge';
import type { SettledConflict } from '../engine/model';
import { splitKey, type JobIn, type SyncRecord } from '../engine/record';
import { resolveResource, type Resource } from '../engine/resource';
import { duration, pathSentence, plain } from '../flows/sentence';
import type { Session } from '../node/session';
import { act, withSession, type Run } from './command';
import { open } from './context';
import { checkResource, recordOf } from './input';
import { inOrder } from './view';

/** A record in conflict: its job, and the resource with the rules by which it is compared. */
export interface Conflict {
  readonly record: SyncRecord;
  readonly job: JobIn<'VERSION_CONFLICT'>;
  readonly resource: Resource;
}

/** The conflict of a record; null where it has none. */
export function conflictOf(session: Session, record: SyncRecord): Conflict | null {
  const { job } = record;
  const settings = session.settings.resources.get(record.resource);
  if (job?.status !== 'VERSION_CONFLICT' || !settings) return null;
  return { record, job, resource: resolveResource(settings, session.model.found.get(record.resource)) };
}

/** Who changed what; nothing where the record was deleted at the master. */
export const changesOf = ({ record, job, resource }: Conflict): readonly FieldChange[] =>
  job.remote ? compareSides(record.base?.content ?? {}, job.remote.content, record.local, resource) : [];

/** A field as `--field` takes it: by its name at the top, by a JSON Pointer below. */
export const fieldName = (path: Path): string => {
  const [first] = path;
  return path.length === 1 && typeof first === 'string' && !first.startsWith('/') ? first : pointerOf(path);
};

/** A conflict as `--json` shows it, without sensitive values. A side on which the field is not there is left out. */
export function conflictView(conflict: Conflict) {
  const { record: { resource, id, base }, job: { remote, since, reason }, resource: { sensitive } } = conflict;
  const shown = (path: Path, side: Side): Side =>
    side === undefined ? undefined : path.some((step) => typeof step === 'string' && sensitive.includes(step)) ? REDACTED : blanked(side, sensitive);
  const fields = changesOf(conflict).map(({ path, by, ...sides }) => ({ path: fieldName(path), by, base: shown(path, sides.base), remote: shown(path, sides.remote), local: shown(path, sides.local) }));
  return { resource, id, fields, baseVersion: base?.version ?? null, remoteVersion: remote?.version ?? null, isDeleted: remote === null, since: new Date(since).toISOString(), reason };
}

type FieldView = ReturnType<typeof conflictView>['fields'][number];

/** `reconcile conflicts`: what is open, then what was settled lately. */
export const conflicts: Run = async ([name], options, print) =>
  withSession(await open(options, 'look'), async (session) => {
    if (name !== undefined) checkResource(session, name);
    const isMeant = (resource: string | undefined): boolean => name === undefined || name === resource;
    const unsettled = inOrder(session).flatMap((record) => (isMeant(record.resource) ? (conflictOf(session, record) ?? []) : []));
    const settled = session.model.settled.filter(({ key }) => isMeant(splitKey(key)?.resource));
    const now = Date.now();
    const lines = [
      ...(unsettled.length === 0 ? ['No conflict is open.'] : unsettled.flatMap((conflict) => openLines(conflict, now))),
      ...(settled.length === 0 ? [] : ['', 'Settled lately', ...settled.map((one) => settledLine(one, now))]),
    ];
    print(lines.join('\n'), { open: unsettled.map(conflictView), settled: settled.map(({ key, at, ...how }) => ({ ...splitKey(key), at: new Date(at).toISOString(), ...how })) });
    return unsettled.length > 0 ? 1 : 0;
  });

/** `reconcile undo`. */
export const undo: Run = async ([what], options, print) =>
  withSession(await open(options, 'offline'), async (session) => act(session, { type: 'undo', key: recordOf(session, what).key }, print));

const openLines = (conflict: Conflict, now: number): string[] => {
  const { record, job } = conflict;
  return [`${record.key}  ${pathSentence(record, now)} For ${duration(now - job.since)}: ${plain(job.reason)}`, ...conflictView(conflict).fields.map(fieldLine)];
};

const fieldLine = ({ path, by, base, remote, local }: FieldView): string => {
  const sides = {
    remote: `there: ${say(base)} → ${say(remote)}`,
    local: `here: ${say(base)} → ${say(local)}`,
    both: `there and here alike: ${say(base)} → ${say(local)}`,
    collision: `there and here: ${say(base)} → there ${say(remote)}, here ${say(local)}`,
  };
  return `  ${plain(path)}  changed ${sides[by]}`;
};

const say = (value: Side): string => (value === undefined ? '(none)' : plain(JSON.stringify(value)));

const settledLine = ({ key, at, choice, by, fields, isUndone }: SettledConflict, now: number): string =>
  `  ${key}  ${duration(now - at)} ago with ${choice}, by ${by === 'rule' ? 'rule' : 'a person'}${isUndone ? ', undone' : ''}${fields.length > 0 ? `: ${plain(fields.join(', '))}` : ''}`;
