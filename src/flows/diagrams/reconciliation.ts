import type { AuditBatch } from '../../engine/audit/run';
import { edge, flow, implied, logged, participant, reply, type Passage } from '../flow';

const edges = {
  execute: edge('scheduler', 'batch', 'Execute the weekly job'),
  query: edge('batch', 'store', 'Query all records with a base'),
  records: reply('store', 'batch', 'Records'),
  get: edge('batch', 'master', 'GET /accounts'),
  remote: reply('master', 'batch', 'Remote data'),
  compare: edge('batch', 'batch', 'Compare version, name, email, status'),
  matches: edge('batch', 'batch', 'OK, no action'),
  drift: edge('batch', 'report', 'Log: version drift'),
  discrepancy: edge('batch', 'report', 'Log: data discrepancy'),
  orphaned: edge('batch', 'report', 'Log: orphaned record'),
  summary: edge('batch', 'report', 'Generate the summary report'),
  email: edge('report', 'person', 'E-mail: checked, discrepancies, actions needed'),
  fix: edge('person', 'store', 'Review and fix'),
} as const;
type Id = keyof typeof edges;

/** D6: the audit of the store against the master. */
export const reconciliation = flow<Id>({
  name: 'reconciliation', number: 6, title: 'Reconciliation', kind: 'sequence', edges,
  nodes: {
    scheduler: participant('Scheduler'), batch: participant('Reconciliation'), store: participant('Local store'), master: participant('Master API'),
    report: participant('Report'), person: participant('Person'),
  },
  lines: [
    { note: 'Sunday 02:00', over: ['scheduler'] },
    'execute', 'query', 'records',
    {
      frame: 'loop',
      branches: [{
        label: 'For each batch (200 records)',
        lines: [
          'get', 'remote', 'compare',
          { frame: 'alt', branches: [
            { label: 'Data matches', lines: ['matches'] }, { label: 'Version mismatch', lines: ['drift'] },
            { label: 'Data mismatch', lines: ['discrepancy'] }, { label: 'Missing in remote', lines: ['orphaned'] },
          ] },
        ],
      }],
    },
    'summary', 'email', 'fix',
  ],
  differences: [
    'Lists are read in pages where the API has them: 50 requests for 10,000 records instead of one GET each.',
    'Records in flight, edited here or never sent are left out and counted.',
    'Also found: same version with different content (the gravest, logged as a discrepancy), records that only the master has, and records that could not be checked.',
    'Fixes go back through the queue.',
  ],
  trace({ entry: { fact } }) {
    switch (fact.kind) {
      case 'auditStarted':
        return [(fact.by === 'schedule' ? logged : implied)('execute', fact.by === 'schedule' ? 'by the schedule' : 'by hand'), logged('query')];
      case 'audited':
        return compared(fact.batch);
      case 'auditEnded':
        return [logged('summary', fact.how)];
      case 'routed':
        return fact.route === 'email' ? [logged('email', fact.problem ?? 'delivered')] : [];
      case 'pulled':
      case 'queued':
      case 'removed':
        return fact.fixes === undefined ? [] : [logged('fix', fact.kind === 'queued' ? 'pushed' : 'taken')];
      default:
        return [];
    }
  },
});

function compared({ resource, checked, matched, left, findings }: AuditBatch): Passage<Id>[] {
  const count = (...kinds: string[]): number => findings.filter(({ kind }) => kinds.includes(kind)).length;
  const found = (id: Id, n: number): Passage<Id>[] => (n > 0 ? [logged(id, String(n))] : []);
  return [
    logged('records', `${checked + left} of ${resource}`), logged('get', resource), logged('remote', `${checked} records`), logged('compare', `${checked}, ${left} left out`),
    ...found('matches', matched), ...found('drift', count('drift')), ...found('discrepancy', count('discrepancy', 'unversioned')), ...found('orphaned', count('orphaned')),
  ];
}
