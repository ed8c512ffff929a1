import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditScope } from '../../src/engine/audit/run';
import type { ListRule } from '../../src/engine/settings';
import { loadConfig } from '../../src/node/config/load';
import { openSession } from '../../src/node/openSession';
import type { Session } from '../../src/node/session';
import { timed, type Run } from './run';

/** A store that is open for measuring. */
interface Opened {
  readonly session: Session;
  readonly send: () => void;
  /** Closes it and opens it again, as another start of the editor does. */
  readonly reopen: () => Promise<Session>;
  readonly close: () => Promise<void>;
}

/** A store in a folder of its own with every record of the master, that sends only when it is told to. */
async function openPulled(url: string, concurrency: number, list?: ListRule): Promise<Opened> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const config = { master: { baseUrl: url }, resources: { accounts: { path: '/accounts', ...(list && { list }) } }, sync: { concurrency } };
  const { settings, problems } = await loadConfig(JSON.stringify(config), folder);
  if (!settings) throw new Error(problems.map(({ message }) => message).join('\n'));
  let mayConnect = true;
  const open = async (): Promise<Session> => {
    const opened = await openSession({
      settings: { ...settings, audit: { rate: Infinity } }, configPath: join(folder, 'reconciliation.json'), storeDir: join(folder, 'store'), credentials: async () => undefined, keepAlive: true, mayConnect: () => mayConnect,
    });
    opened.onDidLog(({ level, text }) => level !== 'info' && console.error(text));
    return opened;
  };
  let session = await open();
  const pulled = await session.perform({ type: 'pull' });
  if (!pulled.ok) throw new Error(pulled.message);
  mayConnect = false;
  return {
    session,
    send: () => {
      mayConnect = true;
      session.nudge();
    },
    reopen: async () => {
      await session.close();
      return (session = await open());
    },
    close: async () => {
      await session.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** Edits records, then measures how long the product takes to write them to the master, every transition durable. */
export async function push(url: string, records: number, concurrency: number): Promise<Run> {
  const { session, send, close } = await openPulled(url, concurrency);
  try {
    const stamp = `Pushed ${Date.now()}`;
    const edited = [...session.model.records.values()].slice(0, records);
    await Promise.all(edited.map(({ key, local }) => session.perform({ type: 'edit', key, content: { ...local, name: stamp } })));
    const run = await timed(records, async () => {
      send();
      await session.idle();
    });
    const written = edited.filter(({ key }) => session.model.records.get(key)?.job?.status === 'SYNCED').length;
    if (written !== records) throw new Error(`${written} of ${records} records were written.`);
    return run;
  } finally {
    await close();
  }
}

/** Compares records with the master, nothing having changed. */
interface Auditor {
  readonly audit: () => Promise<Run>;
  /** The first time after opening: every checksum is computed. */
  readonly first: () => Promise<Run>;
  /** The same by one GET each, no more than `MOST_GETS`. */
  readonly firstByGets: () => Promise<Run>;
  readonly close: () => Promise<void>;
}

/** GETs of one run at most. */
export const MOST_GETS = 10_000;

/** Opened and pulled once, audited as often as asked. */
export async function auditor(url: string, list?: ListRule): Promise<Auditor> {
  const opened = await openPulled(url, 8, list);
  opened.send();
  let { session } = opened;
  const keys = [...session.model.records.keys()];
  const audit = async (scope: AuditScope = {}): Promise<Run> => {
    const records = scope.keys?.length ?? keys.length;
    const run = await timed(records, async () => {
      const result = await session.perform({ type: 'audit', scope, by: 'person' });
      if (!result.ok) throw new Error(result.message);
    });
    const matched = session.model.audits.runs[0]?.figures.matched;
    if (matched !== records) throw new Error(`${matched} of ${records} records matched.`);
    return run;
  };
  const first = async (scope?: AuditScope): Promise<Run> => {
    session = await opened.reopen();
    return audit(scope);
  };
  return { audit: () => audit(), first: () => first(), firstByGets: () => first({ keys: keys.slice(0, MOST_GETS) }), close: opened.close };
}
