import { readFileSync } from 'node:fs';
import type { Action, ActionResult } from '../engine/actions';
import { blanked } from '../engine/exchange';
import { isObject, type Json, type JsonObject } from '../engine/json';
import { parseStrict } from '../engine/parse';
import { splitKey, statusOf, type SyncRecord } from '../engine/record';
import { STATUSES } from '../engine/status';
import { pathSentence } from '../flows/sentence';
import { stateMachineMermaid } from '../flows/stateMachine';
import type { Session } from '../node/session';
import { startSample } from '../sample/master';
import { open, type Common } from './context';
import { entryLine } from './entryLine';
import { UsageError } from './usage';
import { counts, needsPerson, recordView, statusText } from './view';

/** The options of all commands, as `parseArgs` read them. */
export interface Options extends Common {
  readonly set?: string[] | undefined;
  readonly file?: string | undefined;
  readonly use?: string | undefined;
  readonly record?: string | undefined;
  readonly once?: boolean | undefined;
  readonly all?: boolean | undefined;
  readonly last?: string | undefined;
  readonly port?: string | undefined;
  readonly records?: string | undefined;
}

/** Runs a command; answers with its exit code. `print` takes a text or, for `--json`, a value. */
type Run = (args: readonly string[], options: Options, print: (text: string, value: unknown) => void) => Promise<number>;

/** A command, how many arguments it takes at most, and which options beside the common ones. */
export interface Command {
  readonly run: Run;
  readonly most: number;
  readonly options: readonly Exclude<keyof Options, keyof Common>[];
}

const withSession = async <T>(session: Session, work: (session: Session) => Promise<T>): Promise<T> => {
  const end = (): void => void session.close().finally(() => process.exit(130));
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  session.onDidLog(({ level, text }) => level !== 'info' && process.stderr.write(`${text}\n`));
  try {
    return await work(session);
  } finally {
    process.off('SIGINT', end);
    process.off('SIGTERM', end);
    await session.close();
  }
};

const pull: Run = async ([what], options, print) =>
  withSession(await open(options, 'read'), async (session) => {
    const target = what === undefined ? {} : what.includes('/') ? { key: key(what) } : { resource: what };
    if ('resource' in target && !session.settings.resources.has(target.resource)) throw new UsageError(`The configuration has no resource "${target.resource}".`);
    const result = await session.perform({ type: 'pull', ...target });
    print(result.message, result);
    return result.ok ? 0 : 1;
  });

const status: Run = async ([what], options, print) =>
  withSession(await open(options, 'look'), async (session) => {
    const records = what === undefined ? inOrder(session) : [recordOf(session, what)];
    const { retries } = session.settings.retry;
    const text = what === undefined ? statusText(session, records, Date.now()) : records.map((record) => `${record.key}  ${pathSentence(record, Date.now(), retries)}`).join('\n');
    print(text, { counts: counts(session), records: records.map((record) => recordView(session, record)) });
    return 0;
  });

const edit: Run = async ([what], options, print) =>
  withSession(await open(options, 'offline'), async (session) => {
    const record = key(what);
    if ((options.set === undefined) === (options.file === undefined)) throw new UsageError('edit takes either --set FIELD=JSON or --file F.');
    const content = options.file === undefined ? { ...recordOf(session, record).local, ...fields(options.set ?? []) } : read(options.file);
    return act(session, { type: 'edit', key: record, content }, print);
  });

const sync: Run = async (_args, options, print) =>
  withSession(await open(options, 'send'), async (session) => {
    if ((session.model.mode ?? session.settings.sync.mode) === 'manual') await session.perform({ type: 'sync' });
    await session.idle({ retries: options.once !== true });
    print(statusText(session, inOrder(session), Date.now()), { counts: counts(session), pause: session.model.pause });
    const isHeld = session.model.count('PENDING') > 0;
    if (isHeld && session.settings.sync.readOnly) process.stderr.write('The configuration is read-only (sync.readOnly): nothing was sent.\n');
    return isHeld || needsPerson(session) ? 1 : 0;
  });

const resolve: Run = async ([what], options, print) =>
  withSession(await open(options, 'offline'), async (session) => {
    const record = recordOf(session, what);
    const { use, file } = options;
    if ((use === undefined) === (file === undefined)) throw new UsageError('resolve takes either --use remote|local or --file F.');
    if (use !== undefined && use !== 'remote' && use !== 'local') throw new UsageError(`--use takes remote or local, not "${use}".`);
    const seen = record.job?.status === 'VERSION_CONFLICT' ? (record.job.remote?.version ?? null) : null;
    const settled = file === undefined ? ({ choice: use === 'remote' ? 'remote' : 'local' } as const) : ({ choice: 'merge', content: read(file) } as const);
    return act(session, { type: 'resolve', key: record.key, seen, ...settled }, print);
  });

const retry: Run = async (args, options, print) =>
  withSession(await open(options, 'offline'), async (session) => {
    if ((options.all === true) === args.length > 0) throw new UsageError('retry takes either RECORDs or --all for every dead letter.');
    const keys = options.all === true ? [...session.model.keys('DEAD_LETTER')] : args.map((what) => recordOf(session, what).key);
    if (keys.length > 0) return act(session, { type: 'retry', keys }, print);
    print('There are no dead letters.', { ok: true, message: 'There are no dead letters.' });
    return 0;
  });

const discard: Run = async ([what], options, print) =>
  withSession(await open(options, 'offline'), async (session) => act(session, { type: 'discard', key: recordOf(session, what).key }, print));

const log: Run = async ([what], options, print) =>
  withSession(await open(options, 'look'), async (session) => {
    const last = options.last === undefined ? undefined : wholeNumber('--last', options.last);
    for await (const { seq, entry } of session.log({ ...(what !== undefined && { key: key(what) }), ...(last !== undefined && { last }) })) {
      const { sensitive = [] } = session.settings.resources.get(splitKey(entry.key ?? '')?.resource ?? '') ?? {};
      print(entryLine(seq, entry), blanked({ seq, ...entry }, sensitive));
    }
    return 0;
  });

const flow: Run = async ([name], options, print) => {
  if (name !== 'state-machine') throw new UsageError(`There is no flow "${name ?? ''}"; there is: state-machine.`);
  if (options.record === undefined) {
    const mermaid = stateMachineMermaid();
    print(mermaid.trimEnd(), { flow: name, mermaid });
    return 0;
  }
  return withSession(await open(options, 'look'), async (session) => {
    const path = recordOf(session, options.record).job?.trail.map(({ edge }) => edge) ?? [];
    const mermaid = stateMachineMermaid({ path });
    print(mermaid.trimEnd(), { flow: name, record: options.record, path, mermaid });
    return 0;
  });
};

const sample: Run = async (_args, options, print) => {
  const started = await startSample({
    ...(options.port !== undefined && { port: wholeNumber('--port', options.port) }),
    ...(options.records !== undefined && { records: wholeNumber('--records', options.records) }),
  }).catch((error: unknown) => {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  });
  print(`The sample master API is at ${started.url} (accounts: ${started.url}/accounts, control: ${started.url}/_control). Ctrl+C ends it.`, { url: started.url });
  await new Promise<void>((resolve) => ['SIGINT', 'SIGTERM', 'SIGHUP'].forEach((signal) => process.once(signal, () => resolve())));
  await started.close();
  return 0;
};

/** Every command by its name. */
export const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['pull', { run: pull, most: 1, options: [] }],
  ['status', { run: status, most: 1, options: [] }],
  ['edit', { run: edit, most: 1, options: ['set', 'file'] }],
  ['sync', { run: sync, most: 0, options: ['once'] }],
  ['resolve', { run: resolve, most: 1, options: ['use', 'file'] }],
  ['retry', { run: retry, most: Infinity, options: ['all'] }],
  ['discard', { run: discard, most: 1, options: [] }],
  ['log', { run: log, most: 1, options: ['last'] }],
  ['flow', { run: flow, most: 1, options: ['record'] }],
  ['sample', { run: sample, most: 0, options: ['port', 'records'] }],
]);

async function act(session: Session, action: Action, print: (text: string, value: unknown) => void): Promise<number> {
  const result: ActionResult = await session.perform(action);
  print(result.message, result);
  return result.ok ? 0 : 1;
}

/** Records by status, in the order of the statuses, then by id. */
const inOrder = ({ model }: Session): SyncRecord[] => {
  const byId = new Intl.Collator('en', { numeric: true });
  return [...model.records.values()].sort((a, b) => STATUSES.indexOf(statusOf(a)) - STATUSES.indexOf(statusOf(b)) || byId.compare(a.key, b.key));
};

function key(what: string | undefined): string {
  if (what === undefined) throw new UsageError('Name a RECORD, as in accounts/42.');
  if (!splitKey(what)) throw new UsageError(`"${what}" is not of the form resource/id, as in accounts/42.`);
  return what;
}

function recordOf(session: Session, what: string | undefined): SyncRecord {
  const record = session.model.records.get(key(what));
  if (!record) throw new UsageError(`There is no record ${what ?? ''} in the store. reconcile pull ${what ?? ''} reads it from the master.`);
  return record;
}

function fields(pairs: readonly string[]): JsonObject {
  const set: [string, Json][] = pairs.map((pair) => {
    const at = pair.indexOf('=');
    if (at < 1) throw new UsageError(`--set takes FIELD=JSON, not "${pair}".`);
    const parsed = parseStrict(pair.slice(at + 1));
    if (!parsed.ok) throw new UsageError(`--set ${pair.slice(0, at)}: not valid JSON at column ${parsed.issue.column}: ${parsed.issue.message} A text needs quotes, as in name='"Adatum"'.`);
    return [pair.slice(0, at), parsed.value];
  });
  return Object.fromEntries(set);
}

function read(file: string): JsonObject {
  let text: string;
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch {
    throw new UsageError(`${file} cannot be read.`);
  }
  const parsed = parseStrict(text);
  if (!parsed.ok) throw new UsageError(`${file}:${parsed.issue.line}:${parsed.issue.column}: ${parsed.issue.message}`);
  if (!isObject(parsed.value)) throw new UsageError(`${file}: a record is a JSON object.`);
  return parsed.value;
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new UsageError(`${name} takes a whole number, not "${text}".`);
  return Number(text);
}
