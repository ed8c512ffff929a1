import { html, nothing, type TemplateResult } from 'lit';
import type { ConnectionView } from '../../protocol/dashboard';
import { icon } from '../shared/icon';
import { full } from '../shared/number';
import { age, LAST, rate } from './format';
import type { Shown } from './shown';

const ICONS: Readonly<Record<ConnectionView['kind'], string>> = { connected: 'pass', manual: 'edit', readOnly: 'lock', follower: 'eye', paused: 'debug-pause', notApproved: 'shield', closed: 'debug-disconnect' };

/** How the connection stands and how much moves. */
export function connection({ figures, snapshot, post }: Shown): TemplateResult {
  const { connection: it, at } = snapshot;
  const { oldestPending: oldest } = figures;
  const count = (of: string): number => figures.counts.find(({ status }) => status === of)?.count ?? 0;
  return html`<section class="connection">
    <h2>Connection <span><bdi>${it.host}</bdi></span></h2>
    <dl>
      <dt>State</dt>
      <dd class="state is-${it.kind}"><span>${icon(ICONS[it.kind])}${it.state}</span><button class="link" @click=${() => post({ type: 'connect' })}>${it.action}</button></dd>
      ${it.kind === 'connected' ? nothing : html`<dd class="why muted"><bdi>${it.why}</bdi></dd>`}
      <dt>In flight</dt>
      <dd>${figure(full(count('PROCESSING')), count('PROCESSING') === 0, 'Opens the records in PROCESSING', () => post({ type: 'openStatus', status: 'PROCESSING' }))}</dd>
      <dt>Waiting</dt>
      <dd>
        ${figure(full(count('PENDING')), count('PENDING') === 0, 'Opens the records in PENDING', () => post({ type: 'openStatus', status: 'PENDING' }))} pending,
        ${figure(full(count('RETRY_PENDING')), count('RETRY_PENDING') === 0, 'Opens the records in RETRY_PENDING', () => post({ type: 'openStatus', status: 'RETRY_PENDING' }))} to retry
      </dd>
      <dt>Oldest pending</dt>
      <dd>${oldest ? html`${age(at - oldest.since)}, <button class="link key" title="Opens the record" @click=${() => post({ type: 'openRecord', key: oldest.key })}><bdi>${oldest.key}</bdi></button>` : html`<span class="muted">none</span>`}</dd>
      <dt>Throughput</dt>
      <dd>${figure(rate(figures.throughput), figures.ended === 0, 'Opens the records whose newest job ended in this window', () => post({ type: 'openList', list: 'ended' }))} jobs a minute</dd>
      <dt>Ended</dt>
      <dd>${figure(full(figures.ended), figures.ended === 0, 'Opens the records whose newest job ended in this window', () => post({ type: 'openList', list: 'ended' }))} in the last ${LAST[snapshot.choice.window]}, ${full(figures.retries)} ${figures.retries === 1 ? 'retry' : 'retries'}</dd>
    </dl>
  </section>`;
}

const figure = (text: string, isNone: boolean, title: string, open: () => void): TemplateResult => html`<button class="figure" title=${title} ?disabled=${isNone} @click=${open}>${text}</button>`;
