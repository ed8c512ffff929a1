import { html, nothing, type TemplateResult } from 'lit';
import type { Snapshot } from '../../protocol/flows';
import { full } from '../shared/number';
import { hasPath, isTaken, passedNodes } from './drawing';

/** What the lines mean, and how much of the flow was gone through. */
export function legend({ flow, window, selected }: Snapshot): TemplateResult {
  const isPath = hasPath(flow);
  const counted = flow.edges.some(({ count }) => count !== null);
  const taken = flow.edges.filter(isTaken);
  const key = (name: string, text: string): TemplateResult => html`<span class="key"><span class="line ${name}"></span>${text}</span>`;
  const parts = isPath ? passedNodes(flow) : new Set(taken.flatMap(({ from, to }) => [from, to]));
  const since = { hour: 'in the last hour', day: 'in the last day', all: 'since the log began' }[window];
  return html`<footer class="legend">
    ${isPath ? [key('is-path', 'taken, logged'), key('is-path is-implied', 'taken, implied'), key('is-untaken', 'not taken'), ...(flow.nodes.some(({ isHere }) => isHere) ? [key('is-here', 'where it stands')] : [])] : counted ? [key('', `taken, with count ${since}`), key('is-untaken', 'not taken')] : selected ? html`<span>The job took no arrow of this flow so far.</span>` : nothing}
    <span class="spacer"></span>
    ${isPath || counted ? html`<span class="taken">${full(parts.size)} of ${full(flow.nodes.length)} parts, ${full(taken.length)} of ${full(flow.edges.length)} ${flow.kind === 'sequence' ? 'messages' : 'edges'}</span>` : nothing}
  </footer>`;
}
