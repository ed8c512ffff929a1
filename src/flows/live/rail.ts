import { discrepancies } from '../../engine/audit/run';
import { figures } from '../../engine/metrics/figures';
import type { Status } from '../../engine/status';
import { FLOW_NAMES, type FlowName } from '../flow';
import { architecture } from '../diagrams/architecture';
import { TOTAL_BUDGET } from '../diagrams/timeline';
import { millis } from '../attempt';
import { waitingOn } from './backoff';
import { partsAtWork } from './architecture';
import type { World } from './world';
import { clockTime, count, many, percent } from '../words';

/** A flow's small live figure, and what it is about. */
export interface RailFigure {
  readonly name: FlowName;
  readonly figure: string;
  readonly mark: Status | 'warning' | 'paused' | null;
}

const HOUR = 3_600_000;

/** One figure for each of the ten, of the last hour or as things stand. */
export function railOf(world: World): readonly RailFigure[] {
  const { model, settings, plan, now } = world;
  const hour = figures(model, { from: now - HOUR, to: now + 1 }, now);
  const ended = Object.values(hour.ended).reduce((sum, n) => sum + n, 0);
  const failed = hour.ended.VALIDATION_FAILED;
  const parts = Object.values(partsAtWork(world).nodes);
  const marked = parts.filter(({ tone }) => tone === 'failing' || tone === 'paused').length;
  const unsynced = model.records.size - model.count('SYNCED') - model.count('SKIPPED');
  const conflicts = model.count('VERSION_CONFLICT');
  const next = plan.find(({ task }) => task === 'reconciliation')?.next ?? null;
  const [run] = model.audits.runs;
  const rungs = [...waitingOn(model)].sort(([a], [b]) => a - b).map(([, { due }]) => due.length);
  const isLow = hour.successRate !== null && hour.successRate < settings.alerts.successRate;
  const average = (['queued', 'commit', 'http', 'validation'] as const).reduce((sum, phase) => sum + (hour.durations[phase]?.average ?? 0), 0);
  const line: Readonly<Record<FlowName, readonly [string, RailFigure['mark']]>> = {
    'overall-sync': [`${many(ended, 'job')} in the last hour`, null],
    'state-machine': [`${count(unsynced)} not synced, ${count(model.count('PROCESSING'))} in flight`, null],
    'error-handling': [`${many(model.count('ERROR') + model.count('DEAD_LETTER') + model.count('VALIDATION_FAILED'), 'record')} failed`, model.count('DEAD_LETTER') > 0 ? 'DEAD_LETTER' : model.count('ERROR') > 0 ? 'ERROR' : null],
    architecture: [`${Object.keys(architecture.nodes).length} parts${marked > 0 ? `, ${marked} marked` : ''}`, model.pause ? 'paused' : marked > 0 ? 'warning' : null],
    validation: [ended === 0 ? 'no job in the last hour' : `${count(failed)} of ${count(ended)} rejected in 1 h`, failed > 0 ? 'VALIDATION_FAILED' : null],
    reconciliation: [[...(run ? [`${count(discrepancies(run.figures))} differ`] : []), model.audits.running ? 'running' : next === null ? 'off' : `next ${clockTime(next, now)}`].join(', '), null],
    monitoring: [`success rate ${percent(hour.successRate)}`, isLow ? 'warning' : null],
    backoff: [`${count(model.count('RETRY_PENDING'))} waiting${rungs.length > 1 ? `: ${rungs.join(' · ')}` : ''}`, model.count('RETRY_PENDING') > 0 ? 'RETRY_PENDING' : null],
    'version-conflict': [conflicts === 1 ? '1 needs a choice' : `${count(conflicts)} need a choice`, conflicts > 0 ? 'VERSION_CONFLICT' : null],
    timeline: [average === 0 ? 'no job in the last hour' : `average ${millis(average)} of ${TOTAL_BUDGET / 1_000} s`, null],
  };
  return FLOW_NAMES.map((name) => ({ name, figure: line[name][0], mark: line[name][1] }));
}
