import type { LoggedAlert } from '../engine/alerts/alert';
import { applyAlert, KEPT } from '../engine/alerts/alertLog';
import type { Entry } from '../engine/entry';

/** A log whose entries about no record can be read: a session has one. */
interface AlertSource {
  readonly model: { readonly alerts: readonly LoggedAlert[] };
  log(filter: { readonly isKeyless: true }): AsyncIterable<{ readonly entry: Entry }>;
}

/** Every alert since the store was last emptied, newest first: those at hand, and behind them what only the log has. */
export async function alertHistory(source: AlertSource): Promise<readonly LoggedAlert[]> {
  const { alerts } = source.model;
  if (alerts.length < KEPT) return alerts;
  const all = new Map<string, LoggedAlert>();
  for await (const { entry: { fact, at } } of source.log({ isKeyless: true })) {
    if (fact.kind === 'cleared') all.clear();
    else if (fact.kind === 'alerted' || fact.kind === 'routed' || fact.kind === 'muted') applyAlert(all, fact, at);
  }
  return [...all.values()].reverse();
}
