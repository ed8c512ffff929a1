import { html, type TemplateResult } from 'lit';
import type { EdgeView, Snapshot } from '../../protocol/stateMachine';
import { statusIcon } from '../shared/icon';
import { full } from '../shared/number';
import type { Opened } from './drawing';

/** The facts of the drawing as tables, and the selected record's way in words. */
export function list({ states, edges, selected }: Snapshot, opened: Opened): TemplateResult {
  const here = (isHere: boolean): TemplateResult | '' => (isHere && selected ? html`<span class="here"><bdi>${selected.key}</bdi> is here</span>` : '');
  return html`
    <div class="list" tabindex="-1">
      ${selected ? way(selected.path, edges, selected.key) : ''}
      <table>
        <caption>States</caption>
        <thead><tr><th scope="col">State</th><th scope="col" class="number">Records</th><th scope="col">Note</th></tr></thead>
        <tbody>
          ${states.map(
            ({ status, count, note }) => html`<tr>
              <td>${statusIcon(status)} <button class="link" @click=${() => opened.state(status)}>${status}</button></td>
              <td class="number">${full(count)}</td>
              <td class="muted">${here(selected?.status === status)} ${note}</td>
            </tr>`,
          )}
        </tbody>
      </table>
      <table>
        <caption>Transitions since the log began</caption>
        <thead><tr><th scope="col">From</th><th scope="col">To</th><th scope="col">Because</th><th scope="col" class="number">Taken</th></tr></thead>
        <tbody>
          ${edges.map(
            ({ from, to, label, count }, index) => html`<tr class=${count === 0 ? 'muted' : ''}>
              <td><button class="link" @click=${() => opened.edge(index)}>${place(from)}</button></td>
              <td>${place(to)}</td>
              <td>${label === '' ? 'The job ends' : label}</td>
              <td class="number">${full(count)}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
  `;
}

const place = (name: string): string => (name === '[*]' ? '(outside)' : name);

function way(path: readonly number[], edges: readonly EdgeView[], key: string): TemplateResult {
  const steps = path.flatMap((index) => edges[index] ?? []);
  return html`
    <h2>Way of <bdi>${key}</bdi></h2>
    ${steps.length === 0 ? html`<p class="muted">It was pulled and never edited, so it has no job.</p>` : ''}
    <ol>
      ${steps.map(({ to, label }) => html`<li>${to === '[*]' ? 'The job ends' : html`${label}: <b>${to}</b>`}</li>`)}
    </ol>
  `;
}
