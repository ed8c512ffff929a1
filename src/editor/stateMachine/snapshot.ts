import { EDGES } from '../../engine/machine';
import { statusOf, type RecordKey, type SyncRecord } from '../../engine/record';
import { STATUSES } from '../../engine/status';
import { NOTES, stateMachineDrawing } from '../../flows/stateMachine';
import { duration, pathSentence } from '../../flows/sentence';
import type { Session } from '../../node/session';
import type { SelectedView, Snapshot } from '../../protocol/stateMachine';
import { plain } from '../plain';

/** What of a session the page needs. */
export type Shown = Pick<Session, 'role' | 'settings' | 'model'>;

const diagram = stateMachineDrawing();
const notes = new Map<string, string>(NOTES.map(({ status, lines }) => [status, lines.join('. ')]));

/** Everything that the page shows, at one moment. `obstacle`: why nothing may be sent, beyond what the session knows. `nameOf`: what a person calls a record. */
export function snapshotOf(session: Shown | null, key: RecordKey | null, now: number, obstacle: string | null, nameOf: (record: SyncRecord) => string): Snapshot {
  const model = session?.model;
  const record = key === null ? undefined : model?.records.get(key);
  return {
    type: 'snapshot',
    states: STATUSES.map((status) => ({ status, count: model?.count(status) ?? 0, note: notes.get(status) ?? '' })),
    edges: EDGES.map((edge, index) => ({ ...edge, count: model?.edges[index] ?? 0 })),
    selected: session && record ? select(record, session, now, nameOf) : null,
    diagram,
    notice: obstacle ?? (session && whyItRests(session, now)),
    canPull: session !== null && obstacle === null && session.model.records.size === 0,
  };
}

function select(record: SyncRecord, { settings }: Shown, now: number, nameOf: (record: SyncRecord) => string): SelectedView {
  return {
    key: record.key,
    name: nameOf(record),
    status: statusOf(record),
    sentence: pathSentence(record, now, settings.retry.retries),
    path: record.job?.trail.map(({ edge }) => edge) ?? [],
  };
}

/** Why nothing moves, as a sentence; null when it runs. */
export function whyItRests({ role, settings, model }: Shown, now: number): string | null {
  if (role === 'follower') return 'Another window syncs this store; this one follows.';
  if (settings.sync.readOnly) return 'The configuration is read-only: nothing is sent.';
  const { pause } = model;
  if (pause) {
    const wait = pause.until === null ? '' : pause.until > now ? ` It goes on in ${duration(pause.until - now)}.` : ' It goes on now.';
    return `Paused: ${plain(pause.reason)}${wait}`;
  }
  return (model.mode ?? settings.sync.mode) === 'manual' ? 'Manual mode: edits wait until they are sent by hand.' : null;
}
