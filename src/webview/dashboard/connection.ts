import { html, nothing, type TemplateResult } from 'lit';
import { CONNECTION_ICONS } from '../../protocol/connectionLook';
import type { Facts } from '../../protocol/dashboardFacts';
import type { Status } from '../../protocol/statusLook';
import { icon } from '../shared/icon';
import { full } from '../shared/number';
import { age, clock, rate } from './format';
import { figure, part } from './part';
import type { Shown } from './shown';

/** How the connection stands and how much moves. */
export function connection({ figures, facts, snapshot, post }: Shown): TemplateResult {
  const { connection: it, at } = snapshot;
  const { oldestPending: oldest } = figures;
  const count = (of: string): number => figures.counts.find(({ status }) => status === of)?.count ?? 0;
  const sending = facts.sending ?? count('PROCESSING');
  const list = (n: number, unit: string, status: Status): TemplateResult => html`${figure(full(n), `${full(n)} ${unit}`, `records in ${status}`, n === 0 ? null : () => post({ type: 'openStatus', status }))} ${unit}`;
  return part('connection', 'Connection', nothing, html`<dl>
      <dt>State</dt>
      <dd class="state is-${it.kind}">${it.kind === 'connected' ? html`<button class="figure" title=${it.action} @click=${() => post({ type: 'connect' })}>${icon(CONNECTION_ICONS[it.kind])}${it.state}</button>` : html`<span>${icon(CONNECTION_ICONS[it.kind])}${it.state}</span><button class="link" @click=${() => post({ type: 'connect' })}>${it.action}</button>`}</dd>
      ${it.kind === 'connected' ? nothing : html`<dd class="why muted"><bdi>${it.why}</bdi></dd>`}
      <dt>Master</dt>
      <dd title=${it.host}><bdi>${it.host}</bdi></dd>
      <dt>Breaker</dt>
      <dd title="Too many failures in a row over several records open it: then nothing is sent until the master answers">${breaker(facts)}</dd>
      <dt>Protected by</dt>
      ${facts.protections.map((each) => html`<dd class="protection"><button class="figure" title="${each.isProtected || !each.isKnown ? '' : 'Each record is read before it is written, and nothing holds off who writes in between. '}Shows what was found of ${each.resources}" @click=${() => post({ type: 'openFound' })}>${each.isProtected || !each.isKnown ? nothing : icon('warning')}${each.how}${facts.protections.length === 1 ? nothing : html` <span class="muted"><bdi>${each.resources}</bdi></span>`}</button></dd>`)}
      <dt>Sign-in</dt>
      <dd>${facts.signIn === 'none' ? html`<span class="muted">none</span>` : html`<button class="figure" title="Sets the token" @click=${() => post({ type: 'openToken' })}><bdi>${facts.signIn}</bdi></button>`}</dd>
      <dt>In flight</dt>
      <dd title=${facts.sending === null ? 'Records in PROCESSING; the window that syncs sends them' : 'Records that the master is asked about right now, and at most how many'}>${list(sending, `of ${full(facts.most)}`, 'PROCESSING')}</dd>
      <dt>Waiting</dt>
      <dd>${list(count('PENDING'), 'pending', 'PENDING')}, ${list(count('RETRY_PENDING'), 'to retry', 'RETRY_PENDING')}</dd>
      <dt>Oldest</dt>
      <dd title="The record that has been PENDING for longest">${oldest ? html`${age(at - oldest.since)}, <button class="link key" title="Opens the record" @click=${() => post({ type: 'openRecord', key: oldest.key })}><bdi>${oldest.key}</bdi></button>` : html`<span class="muted">none pending</span>`}</dd>
      <dt>Throughput</dt>
      <dd>${figure(rate(figures.throughput), `${rate(figures.throughput)} jobs a minute`, 'records whose newest job ended in this window', figures.ended === 0 ? null : () => post({ type: 'openList', list: 'ended' }))} jobs a minute</dd>
    </dl>`);
}

function breaker({ breaker: { isOpen, until, failures, of } }: Facts): TemplateResult | string {
  if (isOpen) return html`${icon('warning')}open${until === null ? nothing : `, tries again at ${clock(until)}`}`;
  return failures === null ? 'closed' : `closed, ${failures} of ${of} failures`;
}
