import type { FlowName } from './flow';
import type { Flow } from './flow';
import type { Traffic } from './traffic';

/** How many arrows of a flow were ever taken, and which never were. */
export interface Coverage {
  readonly name: FlowName;
  readonly number: number;
  readonly title: string;
  readonly taken: number;
  readonly total: number;
  /** "Person → Record editor: Edit the record". */
  readonly missing: readonly string[];
}

/** The coverage of each flow by a log. */
export const coverageOf = (flows: readonly Flow[], traffic: Traffic): readonly Coverage[] =>
  flows.map(({ name, number, title, edges, nodes }) => {
    const counts = traffic.counts(0, traffic.length).edges(name);
    const missing = Object.entries(edges).filter(([id]) => (counts.get(id) ?? 0) === 0);
    const label = (node: string): string => nodes[node]?.label.replaceAll('\n', ' ') ?? node;
    return {
      name, number, title, taken: counts.size - missing.length, total: counts.size,
      missing: missing.map(([, { from, to, label: words }]) => `${label(from)} → ${label(to)}${words === '' ? '' : `: ${words}`}`),
    };
  });
