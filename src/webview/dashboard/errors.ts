import { html, type TemplateResult } from 'lit';
import { statusIcon } from '../shared/icon';
import { full } from '../shared/number';
import { alike, reason } from '../shared/words';
import { LAST, when } from './format';
import { figure, part } from './part';
import { judged, type Shown } from './shown';

/** The five most frequent errors of the window. */
export function patterns({ figures: { patterns: found, otherErrors }, snapshot: { choice }, post }: Shown): TemplateResult {
  const counted = found.reduce((sum, { count }) => sum + count, 0);
  const most = found[0]?.count ?? 1;
  const of = found.length === 0 ? '' : `${full(counted)} of ${full(counted + otherErrors)}, `;
  return part('patterns', 'Top five error patterns', html`<span>${of}last ${LAST[choice.window]}</span>`, html`${found.length === 0 ? html`<p class="muted">No errors in the last ${LAST[choice.window]}.</p>` : html`<table aria-labelledby="patterns-title">
      <colgroup><col class="count"><col class="bar"><col class="code"><col></colgroup>
      <thead><tr class="visually-hidden"><th scope="col">Count</th><th scope="col">Share</th><th scope="col">Code</th><th scope="col">Pattern</th></tr></thead>
      <tbody>
        ${found.map(({ code, text, count, key }) => html`<tr>
          <td class="number">${figure(full(count), `${full(count)} × ${code} ${alike(text)}`, 'records that stand with this error', () => post({ type: 'openPattern', code, text, key }))}</td>
          <td class="bar"><svg viewBox="0 0 56 8" aria-hidden="true"><rect width=${Math.max(2, (count / most) * 56)} height="8"></rect></svg></td>
          <td class="code">${code}</td>
          <td class="words" title=${alike(text)}><bdi>${alike(text)}</bdi></td>
        </tr>`)}
      </tbody>
    </table>`}`);
}

/** The last errors, newest first. */
export function recent({ figures, snapshot: { at: now }, post }: Shown): TemplateResult {
  const { failed } = judged(figures);
  const { recentErrors: found } = figures;
  return part('recent', 'Recent errors', html`<span>${found.length === 0 ? '' : `last ${found.length}, whatever the window`}</span>
    ${failed === 0 ? '' : html`<button class="link" @click=${() => post({ type: 'openList', list: 'failed' })}>Show ${full(failed)} failed</button>`}`, html`${found.length === 0 ? html`<p class="muted">No attempt has failed.</p>` : html`<table aria-labelledby="recent-title">
      <colgroup><col class="time"><col class="status"><col class="key"><col></colgroup>
      <thead><tr class="visually-hidden"><th scope="col">Time</th><th scope="col">Became</th><th scope="col">Record</th><th scope="col">Error</th></tr></thead>
      <tbody>
        ${found.map(({ at, key, status, code, message }) => html`<tr>
          <td class="time muted">${when(at, now)}</td>
          <td class="status">${statusIcon(status)}${status}</td>
          <td class="key"><button class="link" title=${key} @click=${() => post({ type: 'openRecord', key })}><bdi>${key}</bdi></button></td>
          <td class="words" title=${`${code}: ${message}`}><span class="muted">${code}</span> <bdi>${reason(message)}</bdi></td>
        </tr>`)}
      </tbody>
    </table>`}`);
}
