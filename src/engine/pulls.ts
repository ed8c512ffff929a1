import type { Action, ActionResult, PullResult } from './actions';
import { linked, type Cancel } from './cancel';
import type { Catalog } from './catalog';
import type { ActionOptions } from './engine';
import type { Gate } from './gate';
import type { Lanes } from './lanes';
import type { Ledger } from './ledger';
import type { LookAt } from './look';
import type { Clock, Http } from './ports';
import { add, NOTHING, pullList, pullRecord, type PullContext, type Pulled } from './pull';
import { splitKey } from './record';
import type { Resource } from './resource';
import type { Tools } from './stages';

/** What pulls need of the engine. `patient` waits while the master asks to slow down. */
interface PullsContext {
  readonly ledger: Ledger;
  readonly catalog: Catalog;
  readonly lanes: Lanes;
  readonly gate: Gate;
  readonly http: Http;
  readonly patient: Http;
  readonly clock: Clock;
  readonly tools: (resource: Resource) => Tools;
  readonly lookAt: LookAt;
}

/** Refreshes from the master: one record, or lists, of which one pull runs at a time. */
export class Pulls {
  #isRunning = false;
  readonly #running = new Set<Cancel>();

  constructor(private readonly c: PullsContext) {}

  /** Answers when all is read, or with why it broke off. */
  async perform({ key, resource }: Extract<Action, { type: 'pull' }>, options: ActionOptions): Promise<ActionResult> {
    const { settings } = this.c.catalog;
    const split = key === undefined ? null : splitKey(key);
    const only = split?.resource ?? resource;
    if (!this.c.gate.mayConnect) return { ok: false, message: 'The connection is not approved: nothing was sent.' };
    if (key !== undefined && !split) return { ok: false, message: `"${key}" is not of the form resource/id.` };
    if (only !== undefined && !settings.resources.has(only)) return { ok: false, message: `The configuration has no resource "${only}".` };
    if (!split && this.#isRunning) return { ok: false, message: 'A pull is running already.' };
    this.#isRunning ||= !split;
    const { cancel, unlink } = linked(options.cancel);
    this.#running.add(cancel);
    try {
      return await this.#pull(only === undefined ? [...settings.resources.keys()] : [only], split?.id ?? null, { ...options, cancel });
    } finally {
      this.#running.delete(cancel);
      unlink();
      if (!split) this.#isRunning = false;
    }
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** Nothing more is asked. */
  stop(): void {
    for (const cancel of this.#running) cancel.abort();
  }

  /** `id`: of the one record; null for lists. */
  async #pull(names: readonly string[], id: string | null, options: ActionOptions): Promise<ActionResult> {
    let total = NOTHING;
    const problems: string[] = [];
    for (const name of names) {
      const trouble = this.c.catalog.isKnown(name) ? null : await this.c.lookAt(name, options.cancel);
      if (trouble?.isOutage) return { ok: false, message: trouble.problem, pulled: { ...total, isComplete: false } };
      const resource = this.c.catalog.get(name);
      if (!resource) continue;
      const { result, problem } = trouble && id === null ? { result: NOTHING, problem: trouble.problem } : await this.#pullOne(resource, id, total.read, options);
      total = add(total, result);
      if (problem !== null && options.cancel?.aborted) return { ok: false, message: problem, pulled: total };
      if (problem !== null) problems.push(names.length > 1 ? `${name}: ${problem}` : problem);
    }
    if (problems.length > 0) return { ok: false, message: problems.join(' '), pulled: { ...total, isComplete: false } };
    const { pause } = this.c.ledger.model;
    if (pause && (pause.cause === 'offline' || pause.cause === 'breaker')) await this.c.gate.resume('probe');
    return { ok: true, message: sentence(total), pulled: total };
  }

  #pullOne(resource: Resource, id: string | null, done: number, { onProgress, cancel }: ActionOptions): Promise<Pulled> {
    const { ledger, lanes, http, patient, clock, catalog } = this.c;
    const context: PullContext = {
      resource, ledger, lanes, http, clock, baseUrl: catalog.settings.master.baseUrl, tools: this.c.tools(resource),
      ...(cancel && { cancel }),
      ...(onProgress && { onPage: (read: number, of: number | null) => onProgress({ done: done + read, total: of === null ? null : done + of, text: resource.name }) }),
    };
    return id === null ? pullList({ ...context, http: patient }) : pullRecord(context, id);
  }
}

const sentence = ({ read, added, changed, kept, removed }: PullResult): string =>
  `${read} ${read === 1 ? 'record' : 'records'} read: ${added} new, ${changed} changed${removed > 0 ? `, ${removed} removed` : ''}${kept > 0 ? `, ${kept} left alone because of an open job or edit` : ''}.`;
