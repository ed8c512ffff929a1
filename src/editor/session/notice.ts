import { duration, plain } from '../../flows/sentence';
import type { Session } from '../../node/session';
import type { SessionState } from './workspaceSession';

/** Why nothing is shown, as a sentence. */
export const OBSTACLES: Readonly<Record<SessionState, string | null>> = {
  untrusted: 'The workspace is not trusted: nothing is read or sent.',
  noConfiguration: 'There is no reconciliation.json in this workspace.',
  broken: 'The configuration has errors.',
  opening: 'The store is being opened.',
  failed: 'The store cannot be opened; the log says why.',
  owner: null,
  follower: null,
};

/** What of a session tells whether it rests. */
type Resting = Pick<Session, 'role' | 'settings' | 'model'>;

/** Why nothing can be shown or sent, whatever the session; null when nothing is in the way. */
export const obstacleOf = ({ state, isApproved }: { readonly state: SessionState; readonly isApproved: boolean }): string | null =>
  OBSTACLES[state] ?? (isApproved ? null : 'Nothing is sent before you approve the connection.');

/** Why nothing is shown or sent, as a sentence; null when it runs. */
export const notice = (source: { readonly state: SessionState; readonly isApproved: boolean; readonly session: Resting | null }, now: number): string | null =>
  obstacleOf(source) ?? (source.session && whyItRests(source.session, now));

/** Why a session's records do not move. */
export function whyItRests({ role, settings, model }: Resting, now: number): string | null {
  if (role === 'follower') return 'Another window syncs this store; this one follows.';
  if (settings.sync.readOnly) return 'The configuration is read-only: nothing is sent.';
  const { pause } = model;
  if (pause) {
    const wait = pause.until === null ? '' : pause.until > now ? ` It goes on in ${duration(pause.until - now)}.` : ' It goes on now.';
    return `Paused: ${plain(pause.reason)}${wait}`;
  }
  return (model.mode ?? settings.sync.mode) === 'manual' ? 'Manual mode: edits wait until they are sent by hand.' : null;
}
