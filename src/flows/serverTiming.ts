import { deciding, type Finished } from './attempt';

/** A metric of `Server-Timing` (W3C): a name, and a duration in ms. */
const METRIC = /([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*(?:;[^,]*?)?;\s*dur=(\d+(?:\.\d+)?)/g;

/** What the master says of its own work, as name and ms, in its order; empty where it says nothing. */
export const metricsOf = (finished: Finished): readonly { readonly name: string; readonly ms: number }[] =>
  [...(deciding(finished)?.headers['server-timing'] ?? '').slice(0, 1_000).matchAll(METRIC)].map(([, name = '', ms]) => ({ name, ms: Number(ms) }));

/** "query 12 ms, update 3 ms"; null where the master says nothing. */
export function serverTiming(finished: Finished): string | null {
  const metrics = metricsOf(finished);
  return metrics.length === 0 ? null : metrics.map(({ name, ms }) => `${name} ${ms} ms`).join(', ');
}
