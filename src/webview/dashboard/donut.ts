import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { statusIcon } from '../shared/icon';
import { full, many } from '../shared/number';
import { percent } from './format';
import { part } from './part';
import { withJob, type Shown } from './shown';

/** Between two segments, of 100. */
const GAP = 0.8;

/** Records by status: a ring of those that have a job, and the table of all. */
export function donut({ figures, post }: Shown): TemplateResult {
  const counts = withJob(figures);
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  const { withoutJob } = figures;
  const words = counts.filter(({ count }) => count > 0).map(({ status, count }) => `${status} ${full(count)}`);
  return part('statuses', 'Status', html`<span><button ?disabled=${total === 0} title="Opens the records that have a job" @click=${() => post({ type: 'openList', list: 'edited' })}>${full(total)} with a job</button> · <button ?disabled=${withoutJob === 0} title="SYNCED as they were pulled: they count in no rate" @click=${() => post({ type: 'openList', list: 'unedited' })}>${full(withoutJob)} never edited</button></span>`, html`<div class="columns">
      <div class="dial">
        <svg viewBox="0 0 128 128" role="img" aria-label="Records by status: ${words.length === 0 ? 'none has a job' : words.join(', ')}">
          <circle class="track" cx="64" cy="64" r="54"></circle>
          ${segments(counts, total, post)}
        </svg>
        <button class="total" aria-label="${many(total, 'record')} with a job, open the list" title="Opens the records that have a job" ?disabled=${total === 0} @click=${() => post({ type: 'openList', list: 'edited' })}><b>${full(total)}</b>${total === 1 ? 'record' : 'records'}</button>
      </div>
      <table aria-labelledby="statuses-title">
        <thead class="visually-hidden"><tr><th scope="col">Status</th><th scope="col">Records</th><th scope="col">Share</th></tr></thead>
        <tbody>
          ${counts.map(
            ({ status, count }) => html`<tr class=${count === 0 ? 'is-none' : ''} data-status=${status} @click=${count === 0 ? null : () => post({ type: 'openStatus', status })}>
              <td><span class="swatch fill-${status}" aria-hidden="true"></span>${statusIcon(status)}${status}</td>
              <td class="number"><button aria-label="${status}: ${many(count, 'record')}, open the list" ?disabled=${count === 0}>${full(count)}</button></td>
              <td class="number muted">${count === 0 ? '–' : percent(count / total)}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`);
}

/** One arc for each status that has records, clockwise from the top: SYNCED first, as it is the most. */
function segments(counts: ReturnType<typeof withJob>, total: number, post: Shown['post']): SVGTemplateResult[] {
  let from = 0;
  return counts.toReversed().filter(({ count }) => count > 0).map(({ status, count }) => {
    const share = (count / total) * 100;
    const length = share === 100 ? 100 : Math.max(share - GAP, 0.4);
    const segment = svg`<circle class="segment line-${status}" cx="64" cy="64" r="54" pathLength="100" stroke-dasharray="${length} ${100 - length}" stroke-dashoffset=${25 - from}
      @click=${() => post({ type: 'openStatus', status })}><title>${status}: ${full(count)}, ${percent(count / total)}</title></circle>`;
    from += share;
    return segment;
  });
}
