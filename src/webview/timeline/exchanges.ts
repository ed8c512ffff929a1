import { html, nothing, type TemplateResult } from 'lit';
import type { ExchangeView, MessageView } from '../../protocol/timeline';
import { icon } from '../shared/icon';
import { full } from '../shared/number';
import { ms } from './format';
import { tokensOf } from './json';
import { rove } from './rove';
import type { Shown } from './shown';

/** What was sent and what came, attempt by attempt, and the chosen exchange in full. */
export function exchanges(shown: Shown): TemplateResult {
  const { record: { jobs, attempt }, snapshot, choose, view, post } = shown;
  const attempts = jobs.find(({ number }) => number === attempt?.job)?.attempts.filter((each) => each.exchanges.length > 0) ?? [];
  const row = (exchange: ExchangeView, seq: number, i: number): TemplateResult => {
    const isChosen = seq === attempt?.seq && i === attempt.chosen;
    return html`<button class="row" role="option" data-item aria-selected=${isChosen} tabindex=${isChosen ? 0 : -1} title=${exchange.cause === '' ? exchange.path : `No answer: ${exchange.cause}`} @click=${() => choose({ attempt: seq, exchange: i })}>
      <span class="tone-${exchange.isFine ? 'done' : 'failed'}">${icon(exchange.isFine ? 'pass' : 'error')}</span><span class="method">${exchange.method}</span><span class="path"><bdi>${exchange.path}</bdi></span><span class="status">${exchange.status}</span><span class="ms">${ms(exchange.ms)}</span>
    </button>`;
  };
  return html`<div class="bottom">
    <section class="exchanges" aria-label="Exchanges">
      <h2>Exchanges</h2>
      ${attempts.length === 0 ? html`<p class="muted">Nothing was sent yet.</p>` : html`<div role="listbox" aria-label="Exchanges of job ${attempt?.job ?? ''}" @keydown=${rove}>${attempts.map(({ number, seq, exchanges: all }) => html`<p class="group muted">Attempt ${number}</p>${all.map((exchange, i) => row(exchange, seq, i))}`)}</div>
      <p class="note muted">As sent and answered; headers that every request gets are those of the present configuration. Secrets are redacted, bodies are cut at ${full(snapshot.bodyLimitKiB)} KiB.</p>`}
    </section>
    ${attempt?.request && attempt.response ? html`<div class="tabs" role="group" aria-label="Half of the exchange">
        ${(['request', 'response'] as const).map((tab) => html`<button aria-pressed=${view.tab === tab} @click=${() => view.setTab(tab)}>${tab === 'request' ? 'Request' : 'Response'}</button>`)}
      </div>
      <section class="message ${view.tab === 'request' ? '' : 'is-behind'}" aria-label="Request">
        <h2>Request <span>${size(attempt.request)}</span>
          <span class="links">${attempt.request.body === null ? nothing : html`<button class="link" @click=${() => post({ type: 'openRequest' })}>Open</button>`}<button class="link" @click=${() => post({ type: 'copyCurl' })}>Copy as cURL</button></span></h2>
        ${message(attempt.request)}
      </section>
      ${response(shown, attempt.response)}` : nothing}
  </div>`;
}

function response({ record: { jobs, attempt }, view, post }: Shown, it: MessageView): TemplateResult {
  const exchange = jobs.flatMap(({ attempts }) => attempts).find(({ seq }) => seq === attempt?.seq)?.exchanges[attempt?.chosen ?? -1];
  return html`<section class="message ${view.tab === 'response' ? '' : 'is-behind'}" aria-label="Response">
    <h2>Response ${exchange ? html`<span class="verdict"><span class="tone-${exchange.isFine ? 'done' : 'failed'}">${icon(exchange.isFine ? 'pass' : 'error')}</span>${exchange.cause === '' ? exchange.status : exchange.cause}</span> <span>${ms(exchange.ms)}${it.start === '' ? '' : `, ${size(it)}`}</span>` : nothing}
      ${it.body === null ? nothing : html`<span class="links"><button class="link" @click=${() => post({ type: 'openResponse' })}>Open</button></span>`}</h2>
    ${it.start === '' ? html`<p class="muted">No answer came: ${exchange?.cause ?? ''}.</p>` : message(it)}
  </section>`;
}

const size = ({ body, bytes, cutFrom }: MessageView): string => body === null ? 'no body' : `${full(bytes)} bytes${cutFrom === null ? '' : ', cut'}`;

/** One half as text: nothing in it is markup. */
const message = ({ start, headers, body, cutFrom }: MessageView): TemplateResult => html`<pre tabindex="0"><span class="start">${start}</span>
${headers.map(([name, value]) => html`<span class="name">${name}</span>: ${value === '[redacted]' ? html`<i>redacted</i>` : value}
`)}${body === null ? nothing : html`
${text(body)}`}</pre>${cutFrom === null ? nothing : html`<p class="note muted">${icon('warning')} The log cut this body: ${full(body?.length ?? 0)} of ${full(cutFrom)} characters.</p>`}`;

const text = (body: string): unknown => tokensOf(body)?.map(({ kind, text: piece }) => (kind === 'mark' || kind === 'space' ? piece : html`<span class="json-${kind}">${piece}</span>`)) ?? body;
