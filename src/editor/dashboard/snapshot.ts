import { STANDARD_ALERTS } from '../../engine/alerts/settings';
import { before } from '../../engine/metrics/before';
import { judged } from '../../engine/metrics/cell';
import { figures, knownResources, type Figures } from '../../engine/metrics/figures';
import { STATUSES } from '../../engine/status';
import type { Choice, ConnectionView, FiguresView, Snapshot, Window } from '../../protocol/dashboard';
import type { ConnectionState } from '../connection/connectionState';
import { factsOf, type FactsSource, type SetUp } from './facts';

const HOUR = 3_600_000;

/** Lengths of the windows, ms. */
export const WINDOW_MS: Readonly<Record<Window, number>> = { '1h': HOUR, '24h': 24 * HOUR, '7d': 7 * 24 * HOUR, '30d': 30 * 24 * HOUR };

/** What of a session the dashboard needs. */
export type Shown = FactsSource;

/** Everything that the dashboard shows, at one moment. One that neither the configuration nor the figures have is no choice any more. */
export function snapshotOf(session: Shown | null, wanted: Choice, connection: ConnectionView, setUp: SetUp, now: number): Snapshot {
  const resources = session ? [...new Set([...session.settings.resources.keys(), ...knownResources(session.model)])].sort() : [];
  const choice = { ...wanted, resource: session === null || resources.some((name) => name === wanted.resource) ? wanted.resource : null };
  const from = now - WINDOW_MS[choice.window];
  const query = { from, to: now + 1, ...(choice.resource !== null && { resource: choice.resource }) };
  return {
    type: 'snapshot', at: now, choice, resources, connection,
    canPull: session !== null && connection.kind !== 'notApproved' && session.model.records.size === 0,
    enough: (session?.settings.alerts ?? STANDARD_ALERTS).successRate,
    figures: session && { ...view(figures(session.model, { ...query, phase: choice.phase }, now)), before: before(session.model, { ...query, to: now }, now) },
    facts: session && factsOf(session, setUp, from, now),
  };
}

function view({ step, withoutJob, successRate, endedRate, retries, throughput, durations, oldestPending, patterns, otherErrors, recentErrors, counts, ended, points }: Figures): Omit<FiguresView, 'before'> {
  return {
    step, withoutJob, successRate, endedRate, retries, throughput, durations, oldestPending, patterns, otherErrors, recentErrors,
    counts: STATUSES.map((status) => ({ status, count: counts[status] })),
    ended: Object.values(ended).reduce((sum, count) => sum + count, 0),
    judged: judged(ended),
    points: points.map(({ at, duration }) => ({ at, duration })),
  };
}

/** The connection as the dashboard shows it. */
export const connectionView = ({ kind, state, why, action }: Omit<ConnectionState, 'kind'> & Pick<ConnectionView, 'kind'>, host: string): ConnectionView => ({ kind, host, state: capital(state), why, action: capital(action.title) });

/** A title's first letter large. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
