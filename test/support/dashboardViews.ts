import { connectionState } from '../../src/editor/connection/connectionState';
import { connectionView, snapshotOf, type Shown } from '../../src/editor/dashboard/snapshot';
import type { Route } from '../../src/engine/alerts/alert';
import type { Model } from '../../src/engine/model';
import { FIRST_CHOICE, type Choice, type Snapshot } from '../../src/protocol/dashboard';
import { ACCOUNTS, settingsWith } from './simulated';

/** Settings without a resource. */
export const SETTINGS = settingsWith({ resources: new Map() });

/** A session that owns its store. */
export const sessionOf = (model: Model, now: number): Shown & { readonly model: Model } => ({
  role: 'owner', settings: SETTINGS, traffic: () => ({ sending: 1, failures: 2, of: 5 }), plan: () => [{ task: 'sweep', next: now + 80_000 }, { task: 'reconciliation', next: null }], model,
});

/** What the page is told of a store that is connected. */
export function dashboardOf(model: Model, now: number, routes: readonly Route[] = [], choice: Choice = FIRST_CHOICE): Snapshot {
  const session = { ...sessionOf(model, now), settings: { ...SETTINGS, resources: new Map([['accounts', ACCOUNTS]]) } };
  return snapshotOf(session, choice, connectionView(connectionState(session, true), '127.0.0.1:1'), { hasToken: false, routes }, now);
}
