import { box, type BoxFigure, type Live, type World } from './world';
import { briefly, count, many } from '../words';

/** D8: the records on each rung, and when the next of them is due. */
export function rungs({ model, settings, now }: World): Live {
  const waiting = waitingOn(model);
  const nodes: Record<string, BoxFigure> = { deadLetter: box(count(model.count('DEAD_LETTER')), '000,000', `${many(model.count('DEAD_LETTER'), 'record')} used up their retries`) };
  for (let rung = 1; rung <= settings.retry.retries; rung += 1) {
    const { due = [] } = waiting.get(rung) ?? {};
    const next = due.length === 0 ? '' : `\nnext ${Math.min(...due) <= now ? 'now' : `in ${briefly(Math.min(...due) - now)}`}`;
    nodes[`retry${rung}`] = box(`${count(due.length)} waiting${next}`, '00,000 waiting\nnext in 00:00', `${many(due.length, 'record')} on rung ${rung}${model.pause ? `; paused: ${model.pause.reason}` : ''}`, model.pause && due.length > 0 ? 'paused' : 'plain');
    const running = inFlightOn(model, rung);
    nodes[`execute${rung}`] = box(`${count(running)} in flight`, '00 in flight', `${many(running, 'record')} on retry ${rung}`, running > 0 ? 'moving' : 'plain');
  }
  return { nodes, edges: {} };
}

/** When each record that waits is due, by its rung; an outage waits on the rung before. */
export function waitingOn(model: World['model']): ReadonlyMap<number, { readonly due: readonly number[] }> {
  const rungs = new Map<number, { due: number[] }>();
  for (const key of model.keys('RETRY_PENDING')) {
    const job = model.records.get(key)?.job;
    if (job?.status !== 'RETRY_PENDING') continue;
    const rung = rungs.get(job.counted) ?? { due: [] };
    rung.due.push(job.dueAt);
    rungs.set(job.counted, rung);
  }
  return rungs;
}

const inFlightOn = (model: World['model'], rung: number): number => [...model.keys('PROCESSING')].filter((key) => model.records.get(key)?.job?.counted === rung).length;
