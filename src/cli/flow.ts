import { STANDARD_RETRY } from '../engine/settings';
import { coverageOf } from '../flows/coverage';
import { FLOW_NAMES, type Flow, type FlowName } from '../flows/flow';
import { flowOf, flowsOf, pathOf, type Taken } from '../flows/flows';
import { changesOf, jobsOf } from '../flows/history';
import { mermaidOf } from '../flows/mermaid';
import { Replay } from '../flows/replay';
import { Traffic } from '../flows/traffic';
import type { Session } from '../node/session';
import { withSession, type Options, type Print, type Run } from './command';
import { open } from './context';
import { recordOf } from './input';
import { readSteps } from './steps';
import { UsageError } from './usage';

/** `reconcile flow`: the ten flows as Mermaid text, plain, with the way of a record, or with counts. */
export const flow: Run = async ([name], options, print) => {
  if (options.list || options.coverage) {
    if (name !== undefined || options.record !== undefined || options.at !== undefined) throw new UsageError('flow --list and flow --coverage take nothing else.');
    if (!options.coverage) return list(print);
    return withSession(await open(options, 'look'), (session) => coverage(session, print));
  }
  const wanted = FLOW_NAMES.find((one) => one === name);
  if (!wanted) throw new UsageError(`${name === undefined ? 'Name a flow' : `There is no flow "${name}"`}: ${FLOW_NAMES.join(', ')}.`);
  if (options.record === undefined && options.at === undefined) {
    const mermaid = mermaidOf(flowOf(wanted, STANDARD_RETRY));
    print(mermaid.trimEnd(), { flow: wanted, mermaid });
    return 0;
  }
  return withSession(await open(options, 'look'), (session) => marked(session, wanted, options, print));
};

function list(print: Print): number {
  const flows = flowsOf(STANDARD_RETRY).map(({ name, number, title, edges }) => ({ name, number, title, arrows: Object.keys(edges).length }));
  print(flows.map(({ name, number, title }) => `${String(number).padStart(2)}  ${name.padEnd(18)}${title}`).join('\n'), flows);
  return 0;
}

/** Prints a flow with a path, or with counts, up to a time. */
async function marked(session: Session, name: FlowName, { record, at }: Options, print: Print): Promise<number> {
  const until = at === undefined ? Infinity : Date.parse(at);
  if (Number.isNaN(until)) throw new UsageError(`--at takes a time, as in 2026-11-29T14:28:33, not "${at}".`);
  const found = flowOf(name, session.settings.retry);
  const path = record === undefined ? await counted(session, found, until) : await wayOf(session, found, record, until);
  const mermaid = mermaidOf(found, path, record === undefined);
  print(mermaid.trimEnd(), { flow: name, ...(record !== undefined && { record }), path, mermaid });
  return 0;
}

/** The way of the job that a record had at that time. */
async function wayOf(session: Session, found: Flow, record: string, until: number): Promise<readonly Taken[]> {
  const { key } = recordOf(session, record);
  const job = jobsOf(await readSteps(session, key, until)).at(-1);
  return job ? pathOf(found, changesOf(job)) : [];
}

/** How often each arrow was taken, as a path whose values are counts. */
async function counted(session: Session, found: Flow, until: number): Promise<readonly Taken[]> {
  const traffic = await trafficOf(session, [found], until);
  const last = traffic.entry(traffic.length - 1);
  const counts = traffic.counts(0, traffic.length).edges(found.name);
  return [...counts].filter(([, count]) => count > 0).map(([edge, count]) => ({ edge, basis: 'logged', value: count.toLocaleString('en-US'), at: last?.at ?? 0, seq: last?.seq ?? 0 }));
}

async function trafficOf(session: Session, flows: readonly Flow[], until: number): Promise<Traffic> {
  const traffic = new Traffic(flows);
  const replay = new Replay(true);
  for await (const { seq, entry } of session.log()) if (entry.at <= until) traffic.take(seq, replay.take(entry));
  return traffic;
}

/** Which arrows the store's log ever took. */
async function coverage(session: Session, print: Print): Promise<number> {
  const flows = flowsOf(session.settings.retry);
  const found = coverageOf(flows, await trafficOf(session, flows, Infinity));
  const percent = (taken: number, total: number): string => `${Math.round((100 * taken) / total)} %`.padStart(5);
  const lines = found.flatMap(({ number, title, taken, total, missing }) => [
    `${String(number).padStart(2)}  ${title.padEnd(26)}${String(taken).padStart(3)} of ${String(total).padStart(2)}  ${percent(taken, total)}`,
    ...missing.map((arrow) => `      never  ${arrow}`),
  ]);
  const [taken, total] = [found.reduce((sum, one) => sum + one.taken, 0), found.reduce((sum, one) => sum + one.total, 0)];
  print([...lines, `    ${'All ten'.padEnd(26)}${String(taken).padStart(3)} of ${total}  ${percent(taken, total)}`].join('\n'), { taken, total, flows: found });
  return 0;
}
