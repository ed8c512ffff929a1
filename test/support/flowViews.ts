import { STANDARD_RETRY } from '../../src/engine/settings';
import { branchesOf, drawingOf } from '../../src/flows/drawing';
import type { Flow } from '../../src/flows/flow';
import { flowsOf } from '../../src/flows/flows';
import type { FlowView, Snapshot } from '../../src/protocol/flows';

/** The ten flows with the standard retries. */
export const flows = flowsOf(STANDARD_RETRY);

/** A flow as the editor sends it, with nothing counted and nothing taken. */
export const viewOf = (flow: Flow): FlowView => ({
  name: flow.name, number: flow.number, title: flow.title, kind: flow.kind, diagram: drawingOf(flow), branches: branchesOf(flow), differences: flow.differences,
  nodes: Object.entries(flow.nodes).map(([id, { label, shape, status }]) => ({ id, label, shape, status: status ?? null, figure: null, tone: 'plain', hint: '', isHere: false })),
  edges: Object.entries(flow.edges).map(([id, { from, to, label, isDashed }]) => ({ id, from, to, label, isDashed: isDashed ?? false, count: 0, basis: null, value: '', ms: null, budget: null, isLate: false })),
});

/** A whole snapshot of a flow, live, with no record followed. */
export const snapshotOf = (flow: FlowView, change: Partial<Snapshot> = {}): Snapshot => ({
  type: 'snapshot', flow, window: 'hour', selected: null, reading: null, notice: null, action: null, canPull: false,
  rail: flows.map(({ name, number, title }) => ({ name, number, title, figure: '', mark: null })),
  moment: { position: 100, total: 100, first: 0, entry: { seq: 99, at: Date.UTC(2026, 0, 2), text: 'accounts/1 SYNCED', status: 'SYNCED' }, isLive: true, from: Date.UTC(2026, 0, 1), to: Date.UTC(2026, 0, 2), bars: [50, 0, 50], stops: [] },
  ...change,
});
