import { applyAlert, KEPT, muteHeld, type LoggedAlert } from '../engine/alerts/alert';
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
  let newest: readonly LoggedAlert[] = [];
  let older: LoggedAlert[] = [];
  for await (const { entry } of source.log({ isKeyless: true })) {
    if (entry.key !== undefined) continue;
    const { fact, at } = entry;
    if (fact.kind === 'cleared') [newest, older] = [[], []];
    else if (fact.kind === 'muted') newest = muteHeld(newest, fact, at);
    else if (fact.kind === 'routed') newest = applyAlert(newest, fact, at);
    else if (fact.kind === 'alerted') {
      if (newest.length === KEPT) older.push(...newest.slice(-1));
      newest = applyAlert(newest, fact, at);
    }
  }
  return [...newest, ...older.toReversed()];
}
