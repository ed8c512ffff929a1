import { EDGES, OUTSIDE, type Place } from '../../engine/machine';
import { STATUSES } from '../../engine/status';
import { edge, flow, logged, state, type FlowEdge } from '../flow';

/** D2's three notes, by the state that they stand beside. */
const remarks = [
  { beside: 'SYNCED', text: 'Final success state\nExternalVersion updated' },
  { beside: 'ERROR', text: 'Transient failures\nNetwork, timeout, 5xx' },
  { beside: 'VALIDATION_FAILED', text: 'Permanent failures\nBad data, missing fields' },
] as const;

/** The id of an edge of D2: `PENDING>PROCESSING`. */
const idOf = ({ from, to }: { readonly from: Place; readonly to: Place }): string => `${from}>${to}`;
const IDS = EDGES.map(idOf);
const edges: Readonly<Record<string, FlowEdge>> = Object.fromEntries(EDGES.map((each) => [idOf(each), edge(each.from, each.to, each.label)]));

/** D2: the states of a job, from the engine's table. */
export const stateMachine = flow<string>({
  name: 'state-machine', number: 2, title: 'State machine', kind: 'state', edges, remarks,
  nodes: { [OUTSIDE]: { label: OUTSIDE, shape: 'terminal' }, ...Object.fromEntries(STATUSES.map((status) => [status, state(status)])) },
  differences: [
    'A failure always passes through ERROR, for no time at all, before RETRY_PENDING or DEAD_LETTER.',
    'A permanent ERROR stays; only a new job leads on from it.',
    'SKIPPED, SYNCED, DEAD_LETTER and a permanent ERROR are where a record rests: a new save begins at [*] again.',
  ],
  trace: ({ edges: taken }) => taken.flatMap((index) => IDS[index] ?? []).map((id) => logged(id)),
});
