import type { ReadonlyModel } from '../model';
import { ENDS, emptyCell, judged, successRate } from './cell';
import { SPANS } from './rollup';

/** What the success rate of a window is compared with. Times in ms since 1970. */
export interface Before {
  /** Whole hours, or whole days (UTC) of what is older than 30 days: finer the past is not kept. */
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  /** 0 to 1; null where there is nothing to judge by. */
  readonly rate: number | null;
  /** Jobs that it is of: SYNCED or failed. */
  readonly judged: number;
}

/** The success rate of the same window a day ago, or of one that is longer the one before it. How records stood then is not kept: only how jobs ended. */
export function before({ rollup }: Pick<ReadonlyModel, 'rollup'>, window: { readonly from: number; readonly to: number; readonly resource?: string }, now: number): Before {
  const back = Math.max(SPANS.day.ms, window.to - window.from);
  const { ms } = now - (window.from - back) > SPANS.hour.hours * SPANS.hour.ms ? SPANS.day : SPANS.hour;
  const from = Math.floor((window.from - back) / ms) * ms;
  const to = Math.ceil((window.to - back) / ms) * ms;
  const { ended } = emptyCell();
  for (const resource of window.resource === undefined ? rollup.resources : [window.resource]) {
    for (const { cell } of rollup.parts(resource, { from, to }, 'day')) for (const one of ENDS) ended[one] += cell.ended[one];
  }
  return { from, to, rate: successRate(ended), judged: judged(ended) };
}
