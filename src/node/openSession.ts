import { version } from '../../package.json';
import type { Action, ActionResult } from '../engine/actions';
import { Engine } from '../engine/engine';
import type { Ledger } from '../engine/ledger';
import { unsentEdits, type Change } from '../engine/model';
import type { Http, Schemas } from '../engine/ports';
import { planOf } from '../engine/schedule/plan';
import type { Settings } from '../engine/settings';
import { AlertFile } from './alerts/alertFile';
import { alertRoutes } from './alerts/routes';
import { cron } from './cron';
import { createHttp, type Transport } from './http/http';
import { Listeners, PatientListeners } from './listeners';
import { clock, hash, ids, random } from './ports';
import { loadSchemas } from './schemas';
import type { LogLine, Session, SessionOptions } from './session';
import { defaultDataDir, storeDirFor } from './store/folder';
import { lookAtPlace, movedSentence } from './store/place';
import { openStore } from './store/store';
import { testConnection } from './testConnection';

/** How long closing waits for requests under way before it cancels them; their outcome is looked up at the next start. */
const GRACE_MS = 2_000;

/** Opens the store of a configuration and, where it is ours, its engine. Rejects with `StoreError` where it cannot be opened. */
export async function openSession(options: SessionOptions): Promise<Session> {
  const identity = { config: options.configPath, origin: options.settings.master.origin };
  const dir = options.storeDir ?? storeDirFor(defaultDataDir(), identity);
  const store = await openStore({
    dir,
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
  const logged = new PatientListeners<LogLine>();
  const roleChanged = new Listeners<'owner' | 'follower'>();
  const alerts = alertRoutes(options.routes ?? (() => Promise.resolve({})), new URL(settings.master.origin).host);
  const alertFile = new AlertFile(dir, (text) => logged.tell({ level: 'warning', text }));
  let engine: Engine | null = null;

  const begin = async (): Promise<void> => {
    engine = new Engine(settings, store.model, { clock, random, ids, hash, http, journal: store.journal, schemas, cron, alerts, mayConnect: options.mayConnect });
    forward(engine.ledger);
    const moved = movedSentence(store.formerHost, unsentEdits(store.model));
    if (moved !== null) logged.tell({ level: 'warning', text: moved });
    await engine.start();
    const complaint = store.formerHost !== null || store.recovery.kind === 'empty' ? await lookAtPlace(dir) : null;
    if (complaint !== null) logged.tell({ level: 'warning', text: complaint });
    if (options.runsSchedules) engine.runSchedules();
    for (const key of store.recovery.suspects) void engine.perform({ type: 'pull', key }); // near a gap in the log: the master knows
  };
  const forward = (ledger: Ledger): void => {
    ledger.onDidChange((changes) => changed.tell(changes));
    ledger.onDidChange((changes) => alertFile.take(changes));
    ledger.onDidLog((line) => logged.tell(line));
  };
  const end = async (): Promise<void> => {
    const ending = engine;
    engine = null;
    await ending?.stop(GRACE_MS);
    await alertFile.settled();
  };

  const perform: Session['perform'] = (action, more) => (engine ? engine.perform(action, more) : store.request(action));
  let pass = (_: ActionResult): void => undefined;
  const passed = new Promise<ActionResult>((resolve) => (pass = resolve));
  /** Performs what another process asks for. */
  const serve = async (action: Action): Promise<ActionResult> => {
    if (action.type === 'idle' && options.isPassing) return passed;
    return engine?.perform(action) ?? { ok: false, message: 'This window no longer owns the store.' };
  };
  /** Where the owner ends before all is done, the next one is asked: perhaps this process. */
  const idle = async (retries: boolean): Promise<ActionResult> => {
    for (;;) {
      const asked = engine;
      const result = await perform({ type: 'idle', retries });
      const waits = store.model.count('PENDING') + (retries ? store.model.count('RETRY_PENDING') : 0);
      if (asked === engine && (asked !== null || !result.ok || waits === 0)) return result;
    }
  };

  const recovery = store.recovery.kind === 'clean' || store.recovery.kind === 'empty' ? null : store.recovery.message;
  if (recovery !== null) logged.tell({ level: 'warning', text: recovery });
  const hadMoved = store.formerHost !== null && unsentEdits(store.model) > 0;
  if (store.role === 'owner') await begin();
  const unsubscribe = [
    store.onDidFollow((changes) => changed.tell(changes)),
    store.onRequest(serve),
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
    isRepaired: recovery !== null,
    hadMoved,
    onDidChange: (listener) => changed.add(listener),
    onDidChangeRole: (listener) => roleChanged.add(listener),
    onDidLog: (listener) => logged.add(listener),
    onDidAlert: (listener) =>
      changed.add((changes) => {
        for (const { entry: { fact } } of changes) if (fact.kind === 'alerted' && !fact.isHeld && !fact.isMuted) listener(fact.alert);
      }),
    perform,
    preview(key) {
      const preview = engine?.preview(key) ?? { refusal: 'Another window owns this store and sends for it.' };
      return 'request' in preview ? { ...preview, request: transport.preview(preview.request) } : preview;
    },
    async look(key) {
      const result = await perform({ type: 'look', key });
      if (!result.ok) return result.message;
      return result.remote === undefined ? 'The window that owns the store did not say what it read.' : { remote: result.remote };
    },
    headersOf: ({ requestHeaders, requestBody }) => ({ host: new URL(settings.master.origin).host, ...transport.headersOf({ headers: requestHeaders, ...(requestBody !== null && { body: requestBody }) }) }),
    plan: () => planOf(store.model, settings.schedules, cron, clock.now()),
    traffic: () => engine?.traffic ?? null,
    idle: ({ retries = false } = {}) => idle(retries),
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
      pass({ ok: true, message: 'This command is over.' });
      await end();
      await store.close();
    },
  };
}

/** The compiler of record schemas is loaded only where there is a schema: it takes 45 ms. */
const hasSchema = ({ resources }: Settings): boolean => [...resources.values()].some(({ schema }) => schema !== null);

const transportFor = ({ master, timeouts }: Settings, { credentials, keepAlive, allowInsecureHttp = false }: SessionOptions): Transport =>
  createHttp({ origin: master.origin, timeouts, auth: master.auth, credentials, headers: master.headers, userAgent: `rest-api-reconciliation/${version}`, keepAlive, allowInsecure: allowInsecureHttp });

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
