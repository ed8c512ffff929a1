import { discrepancies, foundWords } from '../../engine/audit/run';
import { box, type Live, type World } from './world';
import { clockTime, count, many } from '../words';

const BATCH_ROOM = 'complete Sun 00:00';
const REPORT_ROOM = '00,000 findings';

/** D6: the run under way, or the newest; and when the next is. */
export function runFigures({ model, plan, now }: World): Live {
  const [run] = model.audits.runs;
  const next = plan.find(({ task }) => task === 'reconciliation')?.next ?? null;
  const scheduler = box(next === null ? 'off' : `next ${clockTime(next, now)}`, 'next Sun 00:00', 'Local time');
  const store = box(many(model.records.size, 'record'), '000,000 records');
  if (!run) return { nodes: { scheduler, batch: box('no run yet', BATCH_ROOM), store, report: box('–', REPORT_ROOM) }, edges: {} };
  const { figures } = run;
  const isRunning = run.end === null;
  return {
    nodes: {
      scheduler, store,
      batch: box(isRunning ? `${count(figures.checked)} checked` : `${run.end?.how ?? ''} ${clockTime(run.end?.at ?? run.startedAt, now)}`, BATCH_ROOM, `Started ${clockTime(run.startedAt, now)}, by ${run.by === 'person' ? 'hand' : 'the schedule'}`, isRunning ? 'moving' : run.end?.how === 'stopped' ? 'failing' : 'plain'),
      report: box(many(discrepancies(figures), 'finding'), REPORT_ROOM, `${count(figures.needsPerson)} need a person`),
    },
    edges: {
      execute: clockTime(run.startedAt, now), records: many(figures.checked + figures.left, 'record'), compare: `${count(figures.checked)} compared, ${count(figures.left)} left out`,
      matches: count(figures.matched), drift: count(figures.kinds.drift), discrepancy: count(figures.kinds.discrepancy + figures.kinds.unversioned), orphaned: count(figures.kinds.orphaned),
      summary: run.end?.how ?? '', email: `${count(figures.checked)} checked, ${foundWords(figures)}`,
    },
  };
}
