import { html, nothing, type TemplateResult } from 'lit';
import type { Facts } from '../../protocol/dashboardFacts';
import { icon } from '../shared/icon';
import { until } from './format';
import { part } from './part';
import type { Shown } from './shown';

type Task = Facts['plan'][number]['task'];

const TASKS: Readonly<Record<Task, { readonly name: string; readonly now: string }>> = {
  sweep: { name: 'Retry sweep', now: 'Sync Now: sends everything that waits, due or not' },
  anomalies: { name: 'Anomalies', now: 'Look for Anomalies now' },
  reconciliation: { name: 'Reconciliation', now: 'Reconcile Now' },
};

/** When the background jobs of D4 run next. */
export function nextRuns({ snapshot: { at, connection }, facts, post }: Shown): TemplateResult {
  return part('next', 'Next runs', facts.isOwner ? nothing : html`<span>in the window that syncs</span>`, html`<dl>
      ${facts.plan.map(({ task, next }) => {
        const { name, now } = TASKS[task];
        const isReady = connection.kind !== 'notApproved' || task === 'anomalies';
        return html`<dt>${name}</dt>
          <dd class="run"><button class="figure ${next === null ? 'muted' : ''}" aria-label="${name}: ${until(next, at)}, open the schedules" title="Opens the schedules in the configuration" @click=${() => post({ type: 'openSchedules' })}>${until(next, at)}</button><button class="now" title=${now} aria-label=${now} ?disabled=${!isReady} @click=${() => post({ type: 'run', task })}>${icon('play')}</button></dd>`;
      })}
    </dl>`);
}
