import type { Choice, SyncRecord } from '../../engine/record';
import { answers, deciding, isSuccess, recordFact, relation, shown, versions, type Finished } from '../attempt';
import { decision, edge, flow, implied, logged, state, step, terminal, type Passage } from '../flow';

const edges = {
  extract: edge('start', 'extract'),
  query: edge('extract', 'query'),
  compare: edge('query', 'compare'),
  newer: edge('compare', 'safe', 'Remote > local'),
  same: edge('compare', 'duplicate', 'Remote = local'),
  older: edge('compare', 'stale', 'Remote < local'),
  edited: edge('safe', 'modified'),
  untouched: edge('modified', 'apply', 'No'),
  concurrent: edge('modified', 'detect', 'Yes, during sync'),
  mark: edge('detect', 'mark'),
  entry: edge('mark', 'task'),
  notify: edge('task', 'notify'),
  prompt: edge('notify', 'choice'),
  remote: edge('choice', 'acceptRemote', 'Use remote'),
  local: edge('choice', 'pushLocal', 'Use local'),
  merge: edge('choice', 'merge', 'Merge'),
  logSame: edge('duplicate', 'logSynced'),
  logOlder: edge('stale', 'logStale'),
  endApplied: edge('apply', 'end'),
  endRemote: edge('acceptRemote', 'end'),
  endLocal: edge('pushLocal', 'end'),
  endMerge: edge('merge', 'end'),
  endSame: edge('logSynced', 'end'),
  endOlder: edge('logStale', 'end'),
} as const;
type Id = keyof typeof edges;

const ENDS: Readonly<Record<Choice, Id>> = { remote: 'endRemote', local: 'endLocal', merge: 'endMerge' };

/** D9: how a version conflict is found, and settled by a person. */
export const versionConflict = flow<Id>({
  name: 'version-conflict', number: 9, title: 'Version conflict', kind: 'flowchart', edges,
  nodes: {
    start: terminal('Job receives a response'), extract: step('Extract the version\nfrom the response'), query: step('Look up the version\nof the local record'), compare: decision('Version\ncomparison'),
    safe: step('Safe to update'), duplicate: step('Same version\nskip update'), stale: step('Version conflict'), modified: decision('Local modified\nrecently?'),
    apply: { ...state('SYNCED'), label: 'Apply update\nSYNCED' }, detect: step('Concurrent modification\ndetected'), mark: { ...state('VERSION_CONFLICT'), label: 'VERSION_CONFLICT\nboth versions kept' },
    task: step('Entry in the\nConflicts view'), notify: step('Notify the person:\nconflict needs resolution'), choice: decision('Person chooses'),
    acceptRemote: step('Apply remote version\nrevision + 1'), pushLocal: step('Push local\nover the remote'), merge: step('Merge fields\nby hand'),
    logSynced: step('Log: already synced'), logStale: step('Log: stale remote data'), end: terminal('End'),
  },
  differences: [
    '"Local" is the version last accepted from the master: the base of the edit.',
    'Where the API has a precondition, a newer remote shows as 412 or 409; the master is then read to see it.',
    'An edit made in flight is rebased where nobody else changed anything, and goes on as a job of its own; conflicts.concurrentEdit: "conflict" is the diagram to the letter.',
    'A write that the master accepts but does not show is a conflict too; it is never skipped on faith.',
    'Every choice goes through the queue; what moved again meanwhile is a new conflict, never an overwrite.',
  ],
  trace(change) {
    const about = recordFact(change);
    if (!about) return [];
    const { fact, before } = about;
    if (fact.kind === 'resolved') return [logged(fact.choice, fact.fields.length > 0 ? fact.fields.join(', ') : undefined)];
    if (fact.kind !== 'finished') return [];
    return ended(fact, before);
  },
});

function ended(finished: Finished, before: SyncRecord | undefined): Passage<Id>[] {
  const { outcome, next } = finished;
  const base = before?.base;
  const choice = before?.job?.resolution?.choice;
  const settled = choice && (outcome.to === 'SYNCED' || outcome.to === 'SKIPPED') ? [logged(ENDS[choice], outcome.to)] : [];
  if (!deciding(finished)) return settled;
  switch (outcome.to) {
    case 'SYNCED':
      return [...compared(finished, before), logged('newer', versions(base, outcome.base)), implied('edited'), logged('untouched', next ? 'yes, but rebased: only this editor changed it' : undefined), logged('endApplied'), ...settled];
    case 'SKIPPED':
      if (relation(finished) === 'older') return [...compared(finished, before), logged('older', versions(base, outcome.base)), logged('logOlder', finished.warning), implied('endOlder'), ...settled];
      return [...compared(finished, before), (relation(finished) === 'same' ? logged : implied)<Id>('same', outcome.reason), logged('logSame', outcome.reason), implied('endSame'), ...settled];
    case 'VERSION_CONFLICT': {
      const why = [...(isSuccess(finished.exchanges[0]) ? [] : [String(finished.exchanges[0]?.status ?? '')]), versions(base, shown(finished))].join(', ');
      const known = relation(finished);
      const found = known === 'older' || known === 'same' ? [logged<Id>(known, why)] : [(known === null ? implied : logged)<Id>('newer', why), implied<Id>('edited'), logged<Id>('concurrent', outcome.reason), logged<Id>('mark', why)];
      return [...compared(finished, before), ...found, implied('entry'), implied('notify'), implied('prompt')];
    }
    default:
      return [];
  }
}

/** From the answer to the comparison. */
const compared = (finished: Finished, before: SyncRecord | undefined): Passage<Id>[] => [
  logged('extract', answers(finished)), implied('query', versions(before?.base, undefined)), logged('compare', versions(before?.base, shown(finished))),
];
