import { html, nothing, svg, type TemplateResult } from 'lit';
import { icon, statusIcon } from '../shared/icon';
import { countdown, onDay, seconds, sentence } from './format';
import type { Shown } from './shown';

/** The record in a line, and what can be opened of it. */
export function header({ record, now, post }: Shown): TemplateResult {
  const facts = [...record.facts, record.syncedAt === 0 ? 'never synced' : `last synced ${onDay(record.syncedAt, now)}`];
  return html`<header>
    <div class="title">
      <h1><bdi>${record.key}</bdi>${record.name === '' ? nothing : html` <span class="muted"><bdi>${record.name}</bdi></span>`}</h1>
      <p class="muted"><bdi>${facts.join(' · ')}</bdi></p>
    </div>
    <div class="buttons">
      <button class="secondary" @click=${() => post({ type: 'openRecord' })}>${icon('json')}Open record</button>
      <button class="secondary" title="What was typed since the master’s version" ?disabled=${!record.canCompare} @click=${() => post({ type: 'compare' })}>${icon('git-compare')}Local and base</button>
      <button class="secondary" title="Requests and answers as an HTTP archive, secrets left out" ?disabled=${!record.canExport} @click=${() => post({ type: 'exportHar' })}>${icon('export')}Export HAR…</button>
    </div>
  </header>`;
}

const PRIMARY = { retry: ['debug-restart', 'Retry now'], resolve: ['git-merge', 'Resolve…'], sync: ['sync', 'Sync now'], openRecord: ['edit', 'Correct the record'], resume: ['debug-continue', 'Resume'], none: null } as const;

/** Where it stands, what it waits for, and what to do about it. A hairline shows how far the wait is. */
export function bar({ record, now, post }: Shown): TemplateResult {
  const { bar: { lead, dueAt, from, rest }, status } = record;
  const primary = PRIMARY[record.primary];
  const done = dueAt === null ? 0 : Math.max(0, Math.min(1, (now - from) / Math.max(1, dueAt - from)));
  return html`<div class="bar">
    ${statusIcon(status)}
    <p><b>${status}</b><bdi>${dueAt !== null && dueAt <= now ? lead.replace(/ in$/, ', due') : lead}</bdi>${dueAt === null ? nothing : html` <span class="countdown" aria-hidden="true">${countdown(dueAt - now)}</span>`} ${sentence(rest, seconds)}</p>
    <div class="buttons">
      ${record.canDiscard ? html`<button class="secondary" @click=${() => post({ type: 'discard' })}>Discard the edit…</button>` : nothing}
      ${primary ? html`<button class="primary" @click=${() => post({ type: 'primary' })}>${icon(primary[0])}${primary[1]}</button>` : nothing}
    </div>
    ${dueAt === null ? nothing : html`<svg class="progress" width="100%" height="2" aria-hidden="true">${svg`<rect width="${done * 100}%" height="2"></rect>`}</svg>`}
  </div>`;
}
