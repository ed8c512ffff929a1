import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../shared/icon';
import { full } from '../shared/number';
import { alike } from '../shared/words';
import { clock, LAST, percent, share } from './format';
import { FAILED, judged, type Shown } from './shown';

/** One sentence where too little succeeds: which records, and the cause that most of the window share. Muted it is still there, and quiet. */
export function banner({ figures, facts, snapshot: { enough, choice }, post }: Shown): TemplateResult | typeof nothing {
  const { successRate: rate, counts, patterns: [top] } = figures;
  if (rate === null || rate >= enough) return nothing;
  const muted = facts.alerts.mutes.find(({ rule }) => rule === 'successRate');
  const { failed } = judged(figures);
  const found = counts.filter(({ status, count }) => FAILED.includes(status) && count > 0);
  const mute = (isMuted: boolean): void => post({ type: 'mute', rule: 'successRate', isMuted });
  return html`<div class="banner ${muted ? 'is-muted' : ''}" role="status">
    ${icon(muted ? 'bell-slash' : 'warning')}
    <div class="says"><p><b>Success rate ${percent(rate)} is under ${share(enough)}</b>${muted ? html`, muted until ${clock(muted.until)}` : nothing}:
      ${found.map(({ status, count }, i) => html`${i === 0 ? '' : i === found.length - 1 ? ' and ' : ', '}<button class="link" @click=${() => post({ type: 'openStatus', status })}>${full(count)} ${status}</button>`)}</p>
    ${top && !muted ? html`<p class="cause">Most in the last ${LAST[choice.window]}: <button class="link" title="Opens the records that stand with this error" @click=${() => post({ type: 'openPattern', code: top.code, text: top.text, key: top.key })}>${full(top.count)} × ${top.code}</button> <bdi>${alike(top.text)}</bdi></p>` : nothing}</div>
    <span class="actions"><button class="link" @click=${() => post({ type: 'openList', list: 'failed' })}>Show the ${full(failed)}</button>
    ${muted ? html`<button class="link" @click=${() => mute(false)}>Unmute</button>` : html`<button class="link" title="For an hour its alerts go nowhere; the log has them" @click=${() => mute(true)}>Mute for 1 h</button>`}</span>
  </div>`;
}
