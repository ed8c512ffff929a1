import { connectionState } from '../../src/editor/connection/connectionState';
import { connectionView, snapshotOf, type Shown } from '../../src/editor/dashboard/snapshot';
import type { Route } from '../../src/engine/alerts/alert';
import { STANDARD_ALERTS } from '../../src/engine/alerts/settings';
import type { Model } from '../../src/engine/model';
import type { Settings } from '../../src/engine/settings';
import { FIRST_CHOICE, type Choice, type Snapshot } from '../../src/protocol/dashboard';
import { ACCOUNTS } from './simulated';

/** Settings of a small workspace. */
export const SETTINGS: Settings = {
  master: { baseUrl: 'http://127.0.0.1:1', origin: 'http://127.0.0.1:1', headers: {}, auth: { kind: 'none' } },
  resources: new Map(),
  sync: { mode: 'auto', readOnly: false, concurrency: 4 },
  timeouts: { connect: 1, headers: 1, body: 1, total: 1 },
  retry: { retries: 3, baseMs: 1_000, factor: 5, capMs: 1, jitter: 'none' },
  conflicts: { concurrentEdit: 'rebase', autoMerge: 'never' },
  audit: { rate: 20 },
  log: { bodyLimit: 65_536 },
  schedules: { sweep: null, anomalies: null, reconciliation: null },
  alerts: STANDARD_ALERTS,
};

/** A session that owns its store. */
export const sessionOf = (model: Model, now: number): Shown & { readonly model: Model } => ({
  role: 'owner', settings: SETTINGS, traffic: () => ({ sending: 1, failures: 2, of: 5 }), plan: () => [{ task: 'sweep', next: now + 80_000 }, { task: 'reconciliation', next: null }], model,
});

/** What the page is told of a store that is connected. */
export function dashboardOf(model: Model, now: number, routes: readonly Route[] = [], choice: Choice = FIRST_CHOICE): Snapshot {
  const session = { ...sessionOf(model, now), settings: { ...SETTINGS, resources: new Map([['accounts', ACCOUNTS]]) } };
  return snapshotOf(session, choice, connectionView(connectionState(session, true), '127.0.0.1:1'), { hasToken: false, routes }, now);
}
