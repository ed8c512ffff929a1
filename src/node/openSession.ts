import { version } from '../../package.json';
import { classify } from '../engine/classify';
import { Engine } from '../engine/engine';
import type { Ledger } from '../engine/ledger';
import type { Change } from '../engine/model';
import type { Http, Schemas } from '../engine/ports';
import { listRequest } from '../engine/request';
import { isUnprotected, resolveResource } from '../engine/resource';
import type { Settings } from '../engine/settings';
import { alertRoutes } from './alerts/routes';
import { createHttp } from './http/http';
import { Listeners } from './listeners';
import { cron } from './cron';
import { clock, hash, ids, random } from './ports';
import { loadSchemas } from './schemas';
import type { LogLine, Session, SessionOptions } from './session';
import { defaultDataDir, storeDirFor } from './store/folder';
import { openStore } from './store/store';

/** How long closing waits for requests under way before it cancels them; their outcome is looked up at the next start. */
const GRACE_MS = 2_000;

/** Opens the store of a configuration and, where it is ours, its engine. Rejects with `StoreError` where it cannot be opened. */
export async function openSession(options: SessionOptions): Promise<Session> {
  const identity = { config: options.configPath, origin: options.settings.master.origin };
  const store = await openStore({
    dir: options.storeDir ?? storeDirFor(defaultDataDir(), identity),
    identity,
    ...(options.lease && { lease: options.lease }),
    ...(options.readOnly && { readOnly: true }),
  });
  let { settings } = options;
  let transport = transportFor(settings, options);
  const http: Http = { send: (request, cancel) => transport.send(request, cancel) };
  let loaded = hasSchema(settings) ? await loadSchemas() : null;
  const schemas: Schemas = {
    compile(schema) {
      if (!loaded) throw new Error('A configuration with a schema was taken before the compiler was loaded');
      return loaded.compile(schema);
    },
  };
  const changed = new Listeners<readonly Change[]>();
  const logged = new Listeners<LogLine>();
  const roleChanged = new Listeners<'owner' | 'follower'>();
  const alerts = alertRoutes(options.routes ?? (() => Promise.resolve({})), new URL(settings.master.origin).host);
  let engine: Engine | null = null;

  const begin = async (): Promise<void> => {
    engine = new Engine(settings, store.model, { clock, random, ids, hash, http, journal: store.journal, schemas, cron, alerts, mayConnect: options.mayConnect });
    forward(engine.ledger);
    await engine.start();
    if (options.runsSchedules) engine.runSchedules();
    for (const key of store.recovery.suspects) void engine.perform({ type: 'pull', key }); // near a gap in the log: the master knows
  };
  const forward = (ledger: Ledger): void => {
    ledger.onDidChange((changes) => changed.tell(changes));
    ledger.onDidLog((line) => logged.tell(line));
  };
  const end = async (): Promise<void> => {
    const ending = engine;
    engine = null;
    await ending?.stop(GRACE_MS);
  };

  if (store.role === 'owner') await begin();
  const unsubscribe = [
    store.onDidFollow((changes) => changed.tell(changes)),
    store.onRequest((action) => engine?.perform(action) ?? Promise.resolve({ ok: false, message: 'This window no longer owns the store.' })),
    store.onDidChangeRole((role) => {
      if (store.problem !== null) logged.tell({ level: 'error', text: store.problem });
      (role === 'owner' ? begin() : end()).catch((error: unknown) => logged.tell({ level: 'error', text: `Taking over the store failed: ${messageOf(error)}` })).finally(() => roleChanged.tell(role));
    }),
  ];

  return {
    get role() {
      return store.role;
    },
    get settings() {
      return settings;
    },
    get model() {
      return store.model;
    },
    recovery: store.recovery.kind === 'clean' || store.recovery.kind === 'empty' ? null : store.recovery.message,
    onDidChange: (listener) => changed.add(listener),
    onDidChangeRole: (listener) => roleChanged.add(listener),
    onDidLog: (listener) => logged.add(listener),
    onDidAlert: (listener) =>
      changed.add((changes) => {
        for (const { entry: { fact } } of changes) if (fact.kind === 'alerted' && !fact.isHeld) listener(fact.alert);
      }),
    perform: (action, more) => (engine ? engine.perform(action, more) : store.request(action)),
    preview: (key) => engine?.preview(key) ?? { refusal: 'Another window owns this store and sends for it.' },
    idle: ({ retries = false } = {}) => (engine ? engine.idle(retries) : followIdle(() => store.model, settings, changed, retries)),
    testConnection: () => testConnection(settings, http, store.model.found, options.mayConnect()),
    log: (filter) => store.entries(filter),
    nudge: () => engine?.nudge(),
    configure(next) {
      settings = next;
      transport = transportFor(next, options);
      if (!hasSchema(next) || loaded) return engine?.configure(next);
      loadSchemas().then(
        (schemas) => {
          loaded = schemas;
          engine?.configure(settings);
        },
        (error: unknown) => logged.tell({ level: 'error', text: `The schema compiler cannot be loaded: ${messageOf(error)}` }),
      );
    },
    async close() {
      for (const each of unsubscribe) each();
      await end();
      await store.close();
    },
  };
}

/** The compiler of record schemas is loaded only where there is a schema: it takes 45 ms. */
const hasSchema = ({ resources }: Settings): boolean => [...resources.values()].some(({ schema }) => schema !== null);

const transportFor = ({ master, timeouts }: Settings, { credentials, keepAlive, allowInsecureHttp = false }: SessionOptions): Http =>
  createHttp({ origin: master.origin, timeouts, auth: master.auth, credentials, headers: master.headers, userAgent: `rest-api-reconciliation/${version}`, keepAlive, allowInsecure: allowInsecureHttp });

/** Beside an owner: resolves when nothing moves there any more, or when it waits for a person. */
function followIdle(modelNow: () => Session['model'], { sync }: Settings, changed: Listeners<readonly Change[]>, retries: boolean): Promise<void> {
  const isIdle = (): boolean => {
    const model = modelNow(); // another one after the store was read anew
    return model.count('PROCESSING') === 0 && (sync.readOnly || (model.pause !== null && model.pause.until === null) || (model.count('PENDING') === 0 && (!retries || model.count('RETRY_PENDING') === 0)));
  };
  return new Promise((resolve) => {
    if (isIdle()) return resolve();
    const stop = changed.add(() => {
      if (!isIdle()) return;
      stop();
      resolve();
    });
  });
}

/** Reads each resource's list once and says in sentences what came, and what is known about the resource. */
async function testConnection(settings: Settings, http: Http, found: Session['model']['found'], mayConnect: boolean): Promise<{ ok: boolean; lines: string[] }> {
  if (!mayConnect) return { ok: false, lines: [`The connection to ${settings.master.origin} is not approved: nothing was sent.`] };
  const lines = [`Master: ${settings.master.origin}`];
  let ok = true;
  for (const resource of settings.resources.values()) {
    const result = await http.send(listRequest(`${settings.master.baseUrl}${resource.path}`));
    const verdict = classify(result, false, clock.now());
    const isGood = verdict.is === 'success';
    ok &&= isGood;
    const what = isGood ? 'answered' : verdict.is === 'failed' ? verdict.failure.message : 'message' in verdict ? verdict.message : 'did not answer as expected';
    lines.push(`${resource.name} (GET ${resource.path}): ${result.kind === 'answer' ? result.status : result.cause} in ${Math.round(result.ms)} ms: ${what}`);
    const shape = found.get(resource.name);
    if (shape) lines.push(`  ${isUnprotected(resolveResource(resource, shape)) ? 'unprotected: no precondition, so each write reads first' : `protected by ${shape.precondition.kind}`}`);
  }
  return { ok, lines };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
