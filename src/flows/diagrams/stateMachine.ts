import { EDGES, hasEnded, OUTSIDE, type Place } from '../../engine/machine';
import { STATUSES, type Status } from '../../engine/status';
import type { JobHistory } from '../history';
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

/** How long a job was in each state, ms, the present one up to `now`. What took no time (ERROR before a retry) is 0. */
export function timesInStates({ steps }: JobHistory, now: number): ReadonlyMap<Status, number> {
  const times = new Map<Status, number>();
  steps.forEach(({ at, after }, i) => {
    const status = after?.job?.status;
    if (status === undefined || hasEnded(status)) return;
    times.set(status, (times.get(status) ?? 0) + Math.max(0, (steps[i + 1]?.at ?? now) - at));
  });
  return times;
}

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
