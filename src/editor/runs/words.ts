import { foundWords, lookedAt, type AuditRun, type AuditScope } from '../../engine/audit/run';
import type { ReadonlyModel } from '../../engine/model';

/** A number as a person reads it: "10,000". */
export const count = (n: number): string => n.toLocaleString('en-US');

/** "10,000 checked, 47 discrepancies, 12 actions needed". */
export const sayFigures = (run: AuditRun): string => `${count(run.figures.checked)} checked, ${foundWords(run.figures)}`;

/** "47 discrepancies, 12 actions needed · 10,000 checked", for a narrow place. */
export const sayFound = (run: AuditRun): string => `${foundWords(run.figures)} · ${count(run.figures.checked)} checked`;

/** How a run went, and who began it. */
export function sayHow({ end, by, scope }: AuditRun): string {
  const how = end?.how ?? 'running';
  const what = scope.keys ? plural(scope.keys.length, 'record', 'records') : [scope.resource, scope.status].filter((part) => part !== undefined).join(', ');
  return [how, by === 'person' ? 'by hand' : 'by schedule', what].filter((part) => part !== '').join(', ');
}

/** "3,200 of 10,000 compared". */
export function sayProgress({ figures, scope }: AuditRun, model: ReadonlyModel): string {
  const done = lookedAt(figures);
  return `${count(done)} of ${count(Math.max(done, covered(scope, model)))} compared`;
}

function covered({ keys, status, resource }: AuditScope, model: ReadonlyModel): number {
  if (keys) return keys.length;
  if (status) return model.count(status);
  return resource === undefined ? model.records.size : [...model.records.values()].filter((record) => record.resource === resource).length;
}

const plural = (n: number, one: string, many: string): string => `${count(n)} ${n === 1 ? one : many}`;

/** "22:13" for today, else "Nov 22, 22:13", in local time. */
export function sayTime(ms: number, now: number): string {
  const [at, today] = [new Date(ms), new Date(now)];
  const time = at.toLocaleTimeString('en-US', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return at.toDateString() === today.toDateString() ? time : `${at.toLocaleDateString('en-US', { month: 'short', day: 'numeric' })}, ${time}`;
}

/** "next Sun, Nov 29, 02:00", or that it is due and waits. */
export function sayNext(ms: number, now: number): string {
  if (ms <= now) return 'due, and waits';
  const day = new Date(ms).toLocaleDateString('en-US', { weekday: 'short', month: 'short', day: 'numeric' });
  return `next ${day}, ${sayTime(ms, ms)}`;
}
