import { STAGES, type Stage, type StageResult } from '../../engine/entry';
import { answers, deciding, recordFact } from '../attempt';
import { decision, edge, flow, logged, step, type Passage } from '../flow';
import { plain } from '../sentence';

const edges = {
  received: edge('response', 'V1'),
  statusOk: edge('V1', 'V2', '200'),
  statusBad: edge('V1', 'reject', '4xx / 5xx'),
  json: edge('V2', 'V3', 'Valid JSON'),
  noJson: edge('V2', 'reject', 'Parse error'),
  fields: edge('V3', 'V4', 'id, name, …'),
  missing: edge('V3', 'reject', 'Missing fields'),
  types: edge('V4', 'V5', 'String, number'),
  mismatch: edge('V4', 'reject', 'Type mismatch'),
  rules: edge('V5', 'V6', 'Status valid'),
  brokenRule: edge('V5', 'reject', 'Invalid status'),
  newer: edge('V6', 'V7', 'Newer version'),
  stale: edge('V6', 'skip', 'Stale / same'),
  match: edge('V7', 'apply', 'Match'),
  checksum: edge('V7', 'reject', 'Mismatch'),
} as const;
type Id = keyof typeof edges;

/** Where each stage leads when it holds, and when it does not. */
const WAYS: Readonly<Record<Stage, readonly [Id, Id]>> = {
  V1: ['statusOk', 'statusBad'], V2: ['json', 'noJson'], V3: ['fields', 'missing'], V4: ['types', 'mismatch'], V5: ['rules', 'brokenRule'], V6: ['newer', 'stale'], V7: ['match', 'checksum'],
};

/** D5: the seven stages of an answer. */
export const validation = flow<Id>({
  name: 'validation', number: 5, title: 'Validation pipeline', kind: 'flowchart', direction: 'LR', edges,
  groups: { received: { label: 'Response received' }, pipeline: { label: 'Validation pipeline' }, actions: { label: 'Actions' } },
  nodes: {
    response: step('API response\n200 OK', 'received'),
    V1: decision('V1 HTTP status\nvalid?', 'pipeline'), V2: decision('V2 JSON\nparseable?', 'pipeline'), V3: decision('V3 Required\nfields?', 'pipeline'), V4: decision('V4 Data types\ncorrect?', 'pipeline'),
    V5: decision('V5 Business\nrules?', 'pipeline'), V6: decision('V6 Version\ncheck?', 'pipeline'), V7: decision('V7 Checksum\nvalid?', 'pipeline'),
    apply: step('Apply update', 'actions'), reject: step('Reject and log', 'actions'), skip: step('Skip update', 'actions'),
  },
  differences: [
    'Integrity (V7) is judged right after V2, before any field of the body is used; it is shown where the diagram draws it.',
    'A stage with nothing configured says so, and never that it passed.',
    'V6 decides: apply, skip or conflict. A conflict is no update either.',
  ],
  trace(change) {
    const about = recordFact(change);
    if (about?.fact.kind !== 'finished' || about.fact.stages.length === 0) return [];
    const { fact } = about;
    const isApplied = fact.outcome.to === 'SYNCED';
    return [logged('received', answers(fact)), ...STAGES.flatMap((stage) => way(fact.stages.find((one) => one.stage === stage), String(deciding(fact)?.status ?? ''), isApplied))];
  },
});

/** Where one stage led, of an answer with this status; nowhere when it was not reached, and V7 only to the update when there was one. */
function way(result: StageResult | undefined, answered: string, isApplied: boolean): Passage<Id>[] {
  if (!result || result.result === 'not reached') return [];
  const [holds, fails] = WAYS[result.stage];
  if (result.result === 'failed') return [logged(fails, result.stage === 'V1' ? answered : result.issue && plain(`${result.issue.pointer.slice(1)} ${result.issue.message}`.trim()), result.us / 1_000)];
  if (holds === 'match' && !isApplied) return [];
  return [logged(holds, result.result === 'not configured' ? 'not configured' : undefined, result.us / 1_000)];
}
