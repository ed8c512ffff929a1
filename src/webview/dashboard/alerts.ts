import { html, nothing, type TemplateResult } from 'lit';
import { LEVEL_LOOK, RULE_WORDS } from '../../protocol/alertLook';
import { icon } from '../shared/icon';
import { full } from '../shared/number';
import { LAST, clock, when } from './format';
import type { Shown } from './shown';

const ROUTES = { webhook: 'Webhook', email: 'E-mail' } as const;

/** What was alerted in the window, and which rules are muted. */
export function alerts({ snapshot: { at: now, choice }, facts: { alerts: { routes, last, mutes, isCut } }, post }: Shown): TemplateResult {
  const open = (): void => post({ type: 'openAlerts' });
  return html`<section class="alerts">
    <h2>Alerts <span>last ${LAST[choice.window]}</span></h2>
    <dl>
      ${routes.map(({ route, sent, failed }) => html`<dt>${ROUTES[route]}</dt>
        <dd>${sent === 0 && failed > 0 ? nothing : html`<button class="figure ${sent === 0 ? 'muted' : ''}" title="Opens the alerts" @click=${open}>${sent === 0 ? 'none sent' : `${isCut ? 'at least ' : ''}${full(sent)} sent`}</button> `}${failed === 0 ? nothing : html`<button class="figure" title="Opens the alerts: each says why" @click=${open}>${icon('error')}${full(failed)} failed</button>`}</dd>`)}
      <dt>Last</dt>
      <dd>${last ? html`<button class="figure last" title=${last.text} aria-label="${LEVEL_LOOK[last.level].word}, ${when(last.at, now)}: ${last.text}" @click=${open}>${icon(LEVEL_LOOK[last.level].icon)}${when(last.at, now)}, ${LEVEL_LOOK[last.level].word.toLowerCase()}</button>` : html`<span class="muted">none</span>`}</dd>
      ${mutes.map(({ rule, until }) => html`<dt>Muted</dt>
        <dd>${icon('bell-slash')}${RULE_WORDS[rule]} until ${clock(until)} <button class="link" aria-label="Unmute ${RULE_WORDS[rule]}" @click=${() => post({ type: 'mute', rule, isMuted: false })}>Unmute</button></dd>`)}
    </dl>
  </section>`;
}
