import { backoff as wait } from '../../engine/backoff';
import type { Outcome } from '../../engine/entry';
import type { RetrySettings } from '../../engine/settings';
import { answers, recordFact } from '../attempt';
import { decision, edge, flow, implied, logged, step, terminal, type Flow, type FlowEdge, type FlowNode, type Passage } from '../flow';

/** D8: the rungs of the backoff, from the configured retries. */
export function backoff(retry: RetrySettings): Flow<string> {
  const rungs = Array.from({ length: retry.retries }, (_, i) => i + 1);
  const each = <T>(make: (rung: number) => readonly (readonly [string, T])[]): readonly (readonly [string, T])[] => rungs.flatMap(make);
  const waits = (rung: number): string => `${(wait({ ...retry, jitter: 'none' }, rung, () => 0) / 1_000).toLocaleString('en-US')} s`;
  return flow<string>({
    name: 'backoff', number: 8, title: 'Retry with backoff', kind: 'flowchart',
    nodes: Object.fromEntries<FlowNode>([
      ['start', terminal('Error occurred')], ['count', decision('Retries used?')],
      ...each<FlowNode>((n) => [[`retry${n}`, step(`Retry ${n}\nwait ${waits(n)}`)]]),
      ['deadLetter', { ...step('Dead letter\nmanual review'), status: 'DEAD_LETTER' }],
      ...each<FlowNode>((n) => [[`execute${n}`, step('Run the sync job')], [`check${n}`, decision('Success?')], [`synced${n}`, { ...step('SYNCED'), status: 'SYNCED' }], [`used${n}`, step(`Retries used = ${n}`)]]),
      ['alert', step('Alert')], ['endManual', terminal('End: manual fix')], ['endSuccess', terminal('End: success')],
    ]),
    edges: Object.fromEntries<FlowEdge>([
      ['start', edge('start', 'count')],
      ...each<FlowEdge>((n) => [[`rung${n}`, edge('count', `retry${n}`, String(n - 1))]]),
      ['usedUp', edge('count', 'deadLetter', `${retry.retries}+`)],
      ...each<FlowEdge>((n) => [[`execute${n}`, edge(`retry${n}`, `execute${n}`)]]),
      ...each<FlowEdge>((n) => [[`check${n}`, edge(`execute${n}`, `check${n}`)]]),
      ...each<FlowEdge>((n) => [[`yes${n}`, edge(`check${n}`, `synced${n}`, 'Yes')], [`no${n}`, edge(`check${n}`, `used${n}`, 'No')], [`again${n}`, edge(`used${n}`, 'count')]]),
      ['alert', edge('deadLetter', 'alert')], ['endManual', edge('alert', 'endManual')],
      ...each<FlowEdge>((n) => [[`end${n}`, edge(`synced${n}`, 'endSuccess')]]),
    ]),
    remarks: [{ text: `Backoff:\nwait = base × ${retry.factor}ⁿ before retry n\nbase = ${retry.baseMs / 1_000} s` }],
    differences: [
      'The waits in the boxes win over the formula beside them, which would begin a step lower.',
      'Only retryable failures of the record itself count; an outage pauses the connection instead.',
      'A Retry-After that is longer than the wait wins.',
      'A retry that finds its write done already ends SKIPPED: a success too.',
    ],
    trace(change) {
      const about = recordFact(change);
      if (!about) return [];
      const { fact, before } = about;
      const rung = before?.job?.counted ?? 0;
      if (fact.kind === 'started' && before?.job?.status === 'RETRY_PENDING' && rung > 0) return [logged(`execute${rung}`, `attempt ${fact.attempt}`)];
      if (fact.kind !== 'finished') return [];
      return [...(rung > 0 ? [logged(`check${rung}`, answers(fact))] : []), ...ended(fact.outcome, rung)];
    },
  });
}

/** Where the end of an attempt leads that began on a rung; 0: the first attempt. */
function ended(outcome: Outcome, rung: number): Passage<string>[] {
  switch (outcome.to) {
    case 'SYNCED':
    case 'SKIPPED':
      return rung > 0 ? [logged(`yes${rung}`, outcome.to), implied(`end${rung}`)] : [];
    case 'RETRY_PENDING':
    case 'DEAD_LETTER': {
      const failed = rung > 0 ? [logged(`no${rung}`, outcome.failure.code), implied(`again${rung}`)] : [logged('start', outcome.failure.code)];
      if (outcome.to === 'RETRY_PENDING' && !outcome.isCounted) return rung > 0 ? [] : failed;
      const used = `${rung} used`;
      return outcome.to === 'DEAD_LETTER' ? [...failed, logged('usedUp', used), implied('alert'), implied('endManual')] : [...failed, logged(`rung${rung + 1}`, used)];
    }
    default:
      return [];
  }
}
