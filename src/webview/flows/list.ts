import { html, nothing, type TemplateResult } from 'lit';
import type { EdgeView, NodeView, Snapshot } from '../../protocol/flows';
import { icon, statusIcon } from '../shared/icon';
import type { Opened } from './drawing';
import { factsOf } from './edgeMark';
import { TONES } from './nodeMark';

/** The facts of the drawing as tables, in the order of the diagram. */
export function list({ flow: { title, nodes, edges, kind }, selected }: Snapshot, opened: Opened): TemplateResult {
  const names = new Map(nodes.map(({ id, label }) => [id, oneLine(label)]));
  const nameOf = (id: string): string => names.get(id) ?? id;
  return html`
    <div class="list" tabindex="0" role="region" aria-label=${`${title} as list`}>
      <table>
        <caption>${kind === 'sequence' ? 'Participants' : 'Boxes'}</caption>
        <thead><tr><th scope="col">Name</th><th scope="col">Figure</th><th scope="col">Remark</th></tr></thead>
        <tbody>${nodes.map((node) => box(node, selected?.key, opened))}</tbody>
      </table>
      <table>
        <caption>${kind === 'sequence' ? 'Messages' : 'Arrows'}</caption>
        <thead><tr><th scope="col">From</th><th scope="col">To</th><th scope="col">Words</th><th scope="col">Taken</th></tr></thead>
        <tbody>${edges.map((edge) => arrow(edge, nameOf, opened))}</tbody>
      </table>
    </div>
  `;
}

const oneLine = (label: string): string => (label === '[*]' ? '(outside)' : label.replaceAll('\n', ' '));

const box = ({ id, label, status, figure, tone, hint, isHere }: NodeView, key: string | undefined, { node }: Opened): TemplateResult => html`<tr>
  <td>${status === null ? nothing : statusIcon(status)} <button class="link" @click=${() => node(id)}>${oneLine(label)}</button></td>
  <td>${figure ?? ''}</td>
  <td class="muted">
    ${isHere ? html`<span class="here">${key === undefined ? 'It stands here' : html`<bdi>${key}</bdi> is here`}</span>` : nothing}
    ${tone === 'plain' ? nothing : html`<span class="tone">${icon(TONES[tone].icon)} ${TONES[tone].word}</span>`} <bdi>${hint}</bdi>
  </td>
</tr>`;

const arrow = (edge: EdgeView, nameOf: (id: string) => string, { edge: open }: Opened): TemplateResult => html`<tr class=${edge.basis === null && (edge.count ?? 0) === 0 ? 'muted' : ''}>
  <td><button class="link" @click=${() => open(edge.id)}>${nameOf(edge.from)}</button></td>
  <td>${nameOf(edge.to)}</td>
  <td>${oneLine(edge.label)}</td>
  <td>${edge.isLate ? icon('warning') : nothing} <bdi>${factsOf(edge).join(' · ')}</bdi></td>
</tr>`;
