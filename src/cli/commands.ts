import type { Json } from '../engine/json';
import { splitKey } from '../engine/record';
import { pathSentence } from '../flows/sentence';
import { shownEntry } from '../flows/shown';
import { startSample } from '../sample/master';
import { alerts, detect, mute, unmute } from './alerts';
import { auditRun } from './audit';
import { act, withSession, type Command, type Run } from './command';
import { conflicts, undo } from './conflicts';
import { open } from './context';
import { entryLine } from './entryLine';
import { flow } from './flow';
import { checkResource, halves, keyFrom, readRecord, recordOf, valueOf, wholeNumber } from './input';
import { har } from './har';
import { metricsOf, metricsText } from './metrics';
import { resolve } from './resolve';
import { warn } from './terminal';
import { UsageError } from './usage';
import { why } from './why';
import { counts, inOrder, needsPerson, recordView, statusText } from './view';

const pull: Run = async ([what], options, print) =>
  withSession(await open(options, 'read'), async (session) => {
    const target = what === undefined ? {} : what.includes('/') ? { key: keyFrom(what) } : { resource: what };
    if ('resource' in target) checkResource(session, target.resource);
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

const assignment = (pair: string): readonly [string, Json] => {
  const [field, text] = halves('--set takes FIELD=JSON', pair);
  return [field, valueOf(`--set ${field}`, text)];
};

const edit: Run = async ([what], options, print) =>
  withSession(await open(options, 'offline'), async (session) => {
    const record = keyFrom(what);
    if ((options.set === undefined) === (options.file === undefined)) throw new UsageError('edit takes either --set FIELD=JSON or --file F.');
    const content = options.file === undefined ? { ...recordOf(session, record).local, ...Object.fromEntries((options.set ?? []).map(assignment)) } : readRecord(options.file);
    return act(session, { type: 'edit', key: record, content }, print);
  });

const sync: Run = async (_args, options, print) =>
  withSession(await open(options, 'send'), async (session) => {
    if ((session.model.mode ?? session.settings.sync.mode) === 'manual') await session.perform({ type: 'sync' });
    const settled = await session.idle({ retries: options.once !== true });
    print(statusText(session, inOrder(session), Date.now()), { counts: counts(session), pause: session.model.pause });
    if (!settled.ok && session.model.pause === null) warn(settled.message); // a pause is in the text
    return !settled.ok || session.model.count('PENDING') > 0 || needsPerson(session) ? 1 : 0;
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
    for await (const { seq, entry } of session.log({ ...(what !== undefined && { key: keyFrom(what) }), ...(last !== undefined && { last }) })) {
      const { sensitive = [] } = session.settings.resources.get(splitKey(entry.key ?? '')?.resource ?? '') ?? {};
      print(entryLine(seq, entry), shownEntry(seq, entry, sensitive));
    }
    return 0;
  });

const metrics: Run = async ([resource], options, print) =>
  withSession(await open(options, 'look'), async (session) => {
    const now = Date.now();
    const found = metricsOf(session, resource, options.window, now);
    print(metricsText(found, now), found);
    return 0;
  });

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
  ['conflicts', { run: conflicts, most: 1, options: [] }],
  ['resolve', { run: resolve, most: Infinity, options: ['use', 'file', 'field', 'diff'] }],
  ['undo', { run: undo, most: 1, options: [] }],
  ['retry', { run: retry, most: Infinity, options: ['all'] }],
  ['discard', { run: discard, most: 1, options: [] }],
  ['why', { run: why, most: 1, options: [] }],
  ['har', { run: har, most: 1, options: ['file'] }],
  ['log', { run: log, most: 1, options: ['last'] }],
  ['audit', { run: auditRun, most: Infinity, options: ['resource', 'status', 'report'] }],
  ['alerts', { run: alerts, most: 0, options: ['last'] }],
  ['detect', { run: detect, most: 0, options: [] }],
  ['mute', { run: mute, most: 1, options: ['hours'] }],
  ['unmute', { run: unmute, most: 1, options: [] }],
  ['metrics', { run: metrics, most: 1, options: ['window'] }],
  ['flow', { run: flow, most: 1, options: ['record', 'at', 'list', 'coverage'] }],
  ['sample', { run: sample, most: 0, options: ['port', 'records'] }],
]);
