import { ROUTES, type LoggedAlert, type Route } from '../../engine/alerts/alert';
import { KEPT } from '../../engine/alerts/alertLog';
import { mutedNow } from '../../engine/alerts/mute';
import { resolveResource } from '../../engine/resource';
import type { Precondition, Settings } from '../../engine/settings';
import type { Session } from '../../node/session';
import type { AlertsView, Facts } from '../../protocol/dashboardFacts';

/** Longest text of an alert that the page shows, in UTF-16 units. */
const LONGEST = 300;

/** What of a session the facts need. */
export type FactsSource = Pick<Session, 'role' | 'settings' | 'model' | 'traffic' | 'plan'>;

/** What the person has set up: a token for the master, and addresses for alerts. */
export interface SetUp {
  readonly hasToken: boolean;
  readonly routes: readonly Route[];
}

/** The connection in detail, next runs and alerts. `from`: where the window of the alerts begins, ms since 1970. */
export function factsOf(session: FactsSource, { hasToken, routes }: SetUp, from: number, now: number): Facts {
  const { role, settings, model } = session;
  const traffic = session.traffic();
  const { pause } = model;
  return {
    isOwner: role === 'owner',
    breaker: { isOpen: pause?.cause === 'breaker', until: pause?.cause === 'breaker' ? pause.until : null, failures: traffic?.failures ?? null, of: traffic?.of ?? 0 },
    signIn: signIn(settings.master.auth, pause?.cause === 'credentials', hasToken),
    protections: protections(session),
    sending: traffic?.sending ?? null,
    most: settings.sync.concurrency,
    plan: session.plan(),
    alerts: { ...alertsOf(model.alerts, routes, from), mutes: mutedNow(model.mutes, now) },
  };
}

function signIn(auth: Settings['master']['auth'], isRefused: boolean, hasToken: boolean): string {
  const state = isRefused ? 'refused' : hasToken ? 'set' : 'not set';
  switch (auth.kind) {
    case 'none':
      return 'none';
    case 'bearer':
      return `bearer token, ${state}`;
    case 'basic':
      return `user and password, ${state}`;
    case 'header':
      return `${auth.header}, ${state}`;
  }
}

/** Resources that are protected alike, together; what is not protected first. */
function protections({ settings, model }: FactsSource): Facts['protections'] {
  const groups = new Map<string, { isKnown: boolean; isProtected: boolean; names: string[] }>();
  for (const resource of settings.resources.values()) {
    const found = model.found.get(resource.name);
    const isKnown = found !== undefined || resource.shape.precondition !== undefined;
    const { precondition } = resolveResource(resource, found).shape;
    const how = isKnown ? words(precondition) : 'not looked at yet';
    const group = groups.get(how) ?? { isKnown, isProtected: isKnown && precondition.kind !== 'read-first', names: [] };
    group.names.push(resource.name);
    groups.set(how, group);
  }
  return [...groups].map(([how, { names, ...group }]) => ({ how, ...group, resources: names.sort().join(', ').slice(0, LONGEST) })).sort((a, b) => Number(a.isProtected) - Number(b.isProtected));
}

function words(precondition: Precondition): string {
  switch (precondition.kind) {
    case 'if-match':
      return 'If-Match';
    case 'body':
      return `${precondition.field} in the body`;
    case 'query':
      return `${precondition.parameter} in the query`;
    case 'read-first':
      return 'unprotected';
  }
}

function alertsOf(alerts: readonly LoggedAlert[], set: readonly Route[], from: number): Omit<AlertsView, 'mutes'> {
  const [last] = alerts;
  const routed = alerts.flatMap((alert) => alert.routed).filter(({ at }) => at >= from);
  return {
    routes: ROUTES.map((route) => {
      const of = routed.filter((one) => one.route === route);
      const sent = of.filter(({ problem }) => problem === null).length;
      return { route, isSet: set.includes(route), sent, failed: of.length - sent };
    }),
    last: last ? { at: last.at, level: last.level, text: last.text.slice(0, LONGEST) } : null,
    isCut: alerts.length === KEPT && (alerts.at(-1)?.at ?? 0) >= from,
  };
}
