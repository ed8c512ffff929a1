import { html, nothing, type TemplateResult } from 'lit';
import { LEVEL_LOOK, RULE_WORDS } from '../../protocol/alertLook';
import { icon } from '../shared/icon';
import { full } from '../shared/number';
import { LAST, clock, when } from './format';
import { part } from './part';
import type { Shown } from './shown';

const ROUTES = { webhook: 'Webhook', email: 'E-mail' } as const;

/** What was alerted in the window, and which rules are muted. */
export function alerts({ snapshot: { at: now, choice }, facts: { alerts: { routes, last, mutes, isCut } }, post }: Shown): TemplateResult {
  const open = (): void => post({ type: 'openAlerts' });
  return part('alerts', 'Alerts', html`<span>last ${LAST[choice.window]}</span>`, html`<dl>
      ${routes.map(({ route, isSet, sent, failed }) => html`<dt>${ROUTES[route]}</dt>
        <dd>${sent > 0 ? html`<button class="figure" title="Opens the alerts" @click=${open}>${isCut ? 'at least ' : ''}${full(sent)} sent</button> ` : failed > 0 ? nothing : isSet ? html`<span class="muted">none sent</span>` : html`<span class="muted" title="Where alerts go to is in your own settings, under reconciliation.alerts">not set up</span>`}${failed === 0 ? nothing : html`<button class="figure" title="Opens the alerts: each says why" @click=${open}>${icon('error')}${full(failed)} failed</button>`}</dd>`)}
      <dt>Last</dt>
      <dd>${last ? html`<button class="figure last" title=${last.text} aria-label="${LEVEL_LOOK[last.level].word}, ${when(last.at, now)}: ${last.text}" @click=${open}>${icon(LEVEL_LOOK[last.level].icon)}${when(last.at, now)}, ${LEVEL_LOOK[last.level].word.toLowerCase()}</button>` : html`<span class="muted">none</span>`}</dd>
      ${mutes.map(({ rule, until }) => html`<dt>Muted</dt>
        <dd>${icon('bell-slash')}${RULE_WORDS[rule]} until ${clock(until)} <button class="link" aria-label="Unmute ${RULE_WORDS[rule]}" @click=${() => post({ type: 'mute', rule, isMuted: false })}>Unmute</button></dd>`)}
    </dl>`);
}
