import type { Session } from '../../node/session';
import { commands } from '../ids';
import { plain } from '../plain';

/** Where the connection stands, why, and the command that leads on. */
export interface ConnectionState {
  readonly kind: 'connected' | 'manual' | 'readOnly' | 'follower' | 'paused' | 'notApproved';
  /** In a word or two. */
  readonly state: string;
  /** In a sentence; a pause's reason is from outside in part. */
  readonly why: string;
  readonly action: { readonly title: string; readonly command: string };
}

/** The state of a session's connection: what keeps the most from being sent comes first. */
export function connectionState({ model, settings, role }: Pick<Session, 'model' | 'settings' | 'role'>, isApproved: boolean): ConnectionState {
  const as = (kind: ConnectionState['kind'], state: string, why: string, title: string, command: string): ConnectionState => ({ kind, state, why, action: { title, command } });
  if (!isApproved) return as('notApproved', 'not approved', 'Nothing is sent before you approve the connection.', 'approve', commands.approve);
  if (model.pause) return as('paused', model.pause.cause === 'user' ? 'paused' : `paused (${PAUSES[model.pause.cause]})`, model.pause.reason, 'resume', commands.resume);
  if (role === 'follower') return as('follower', 'follower', 'Another window syncs this store; this one follows it, and takes over when it ends.', 'show the log', commands.showLog);
  if (settings.sync.readOnly) return as('readOnly', 'read-only', 'The configuration says readOnly: nothing is written to the master.', 'open the configuration', commands.openConfiguration);
  if ((model.mode ?? settings.sync.mode) === 'manual') return as('manual', 'manual', 'Edits wait until they are sent by hand.', 'send with a preview', commands.sendWithPreview);
  return as('connected', 'connected', `Edits are sent to ${settings.master.origin} as they are saved.`, 'test the connection', commands.testConnection);
}

/** The master's host and port, as a label may show it. */
export const hostOf = ({ settings }: Pick<Session, 'settings'>): string => plain(new URL(settings.master.origin).host);

const PAUSES = { offline: 'offline', breaker: 'the master fails', throttled: 'throttled', credentials: 'sign-in', precondition: 'precondition' } as const;
