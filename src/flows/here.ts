import { OUTSIDE } from '../engine/machine';
import type { Flow } from './flow';

/** The box where a path stands: the last that it came to; where it ran on to an end, the state that it ended in, if the flow draws one. */
export function hereOf(flow: Flow, path: readonly { readonly edge: string }[]): string | undefined {
  const passed = path.flatMap(({ edge }) => flow.edges[edge]?.to ?? []).filter((id) => id !== OUTSIDE);
  const ends = passed.slice(passed.findLastIndex((id) => flow.nodes[id]?.shape !== 'terminal') + 1);
  return passed.slice(0, passed.length - ends.length).findLast((id) => ends.length === 0 || flow.nodes[id]?.status !== undefined) ?? passed.at(-1);
}
