import { statusOf, type SyncRecord } from '../../engine/record';
import type { Status } from '../../engine/status';
import { STANDARD_RETRY, type RetrySettings } from '../../engine/settings';
import { millis } from '../../flows/attempt';
import { timesInStates } from '../../flows/diagrams/stateMachine';
import { BUDGETS, timeTaken, TOTAL_BUDGET } from '../../flows/diagrams/timeline';
import { branchesOf, drawingOf } from '../../flows/drawing';
import { FLOW_NAMES, type Flow, type FlowName } from '../../flows/flow';
import { hereOf } from '../../flows/here';
import { flowOf, pathOf, type Taken } from '../../flows/flows';
import { changesOf, jobsOf, type JobHistory, type Step } from '../../flows/history';
import { liveOf } from '../../flows/live/live';
import { railOf } from '../../flows/live/rail';
import { briefly, count } from '../../flows/words';
import type { Live, World } from '../../flows/live/world';
import { pathSentence, plain } from '../../flows/sentence';
import type { Traffic } from '../../flows/traffic';
import type { EdgeView, FlowView, MomentView, NodeView, RailView, SelectedView, Snapshot, Window } from '../../protocol/flows';

/** Bars of the slider. */
const BARS = 160;
const WINDOW_MS: Readonly<Record<Exclude<Window, 'all'>, number>> = { hour: 3_600_000, day: 86_400_000 };

/** Flows that no single record goes through: they show the newest run, and the figures of all. */
const OF_ALL: readonly FlowName[] = ['reconciliation', 'monitoring'];

/** What the page shows, as the person chose it. */
export interface Choices {
  readonly flow: FlowName;
  readonly window: Window;
  /** Number of the job; null: the newest. */
  readonly job: number | null;
  /** Entries that are shown; null: all, live. */
  readonly position: number | null;
}

/** What a snapshot is made of. `world`: null where nothing is open. `steps`: all that the log has of the followed record. */
export interface Sources {
  readonly world: World | null;
  /** ms since 1970. */
  readonly now: number;
  readonly traffic: Traffic;
  readonly reading: number | null;
  readonly followed: { readonly key: string; readonly name: string; readonly steps: readonly Step[] } | null;
  /** What the entry at the moment says; '' while it is being read. */
  readonly momentText: string;
  readonly notice: string | null;
  /** What leads on from there. */
  readonly action: string;
  readonly canPull: boolean;
}

/** The followed record as of the moment: it, its job, and the way of that; `jobs`: all of them, as of now. */
interface Followed {
  readonly key: string;
  readonly name: string;
  readonly record: SyncRecord | undefined;
  readonly jobs: readonly JobHistory[];
  readonly job: JobHistory | null;
}

/** Everything that the page shows, at one moment. Pure. */
export function snapshotOf(sources: Sources, choices: Choices): Snapshot {
  const { traffic, reading, notice, action, canPull, now } = sources;
  const retry = sources.world?.settings.retry ?? STANDARD_RETRY;
  const flow = flowOf(choices.flow, retry);
  const position = choices.position ?? traffic.length;
  const until = choices.position === null ? null : (traffic.entry(position - 1) ?? { seq: 0, at: now });
  const followed = sources.followed && followedAt(sources.followed, choices.job, until?.seq ?? Infinity);
  const path = followed?.job && !OF_ALL.includes(flow.name) ? pathOf(flow, changesOf(followed.job)) : null;
  return {
    type: 'snapshot', window: choices.window, reading, notice, action: notice === null ? null : action, canPull,
    rail: rail(sources, retry, followed),
    flow: flowView(flow, sources, choices, position, path, followed, until?.at ?? now),
    selected: followed && selected(followed, retry.retries, until?.at ?? now),
    moment: moment(sources, choices, followed),
  };
}

/** The job that is looked at, as of an entry of the log: the chosen one, else the newest. */
export function jobAt(steps: readonly Step[], chosen: number | null, until: number): JobHistory | null {
  const jobs = jobsOf(steps.filter(({ seq }) => seq <= until));
  return jobs.find(({ number }) => number === chosen) ?? jobs.at(-1) ?? null;
}

const followedAt = ({ key, name, steps }: NonNullable<Sources['followed']>, chosen: number | null, until: number): Followed => ({
  key, name, record: steps.findLast(({ seq }) => seq <= until)?.after, jobs: jobsOf(steps), job: jobAt(steps, chosen, until),
});

function flowView(flow: Flow, { world, traffic, reading, now }: Sources, { window, position: chosen }: Choices, position: number, path: readonly Taken[] | null, followed: Followed | null, at: number): FlowView {
  const isLive = chosen === null;
  const live: Live = world ? liveOf(flow.name, world) : { nodes: {}, edges: {} };
  const counts = reading === null ? countsOf(flow, traffic, path ? 'all' : window, position, now, isLive) : null;
  const figures = Object.fromEntries(Object.entries(live.nodes).map(([id, { room }]) => [id, room]));
  return {
    name: flow.name, number: flow.number, title: flow.title, kind: flow.kind,
    diagram: drawingOf(flow, { figures }), branches: branchesOf(flow), differences: flow.differences,
    nodes: withTimes(flow, nodes(flow, live, isLive ? null : traffic, position, here(flow, path, followed?.record)), followed, at),
    edges: path ? marked(flow, path, flow.kind === 'state' ? counts : null) : flow.name === 'reconciliation' ? ofRun(flow, live, counts, isLive) : counted(flow, live, counts, isLive),
  };
}

function nodes(flow: Flow, live: Live, past: Traffic | null, position: number, isHere: string | undefined): NodeView[] {
  const then = past?.counts(0, position);
  return Object.entries(flow.nodes).map(([id, { label, shape, status }]) => {
    const now = live.nodes[id];
    // in the past the log tells the number of records in a state; the other figures are of the present alone
    const figure = now && then ? { figure: status ? count(then.status(status)) : '–', tone: 'plain' as const, hint: status ? '' : 'This figure is of the present: go back to live' } : now;
    const note = flow.remarks.find(({ beside }) => beside === id)?.text;
    const hint = [figure?.hint ?? '', note ?? ''].filter((text) => text !== '').join('\n');
    return { id, label, shape, status: status ?? null, figure: figure?.figure ?? null, tone: figure?.tone ?? 'plain', hint, isHere: id === isHere };
  });
}

/** D2: how long the followed job was in each state, beside the count of all records. */
function withTimes({ kind }: Flow, nodes: NodeView[], followed: Followed | null, at: number): NodeView[] {
  if (kind !== 'state' || !followed?.job) return nodes;
  const times = timesInStates(followed.job, at);
  return nodes.map((node) => {
    const ms = node.status === null ? undefined : times.get(node.status);
    if (ms === undefined) return node;
    const time = ms < 1_000 ? millis(ms) : briefly(ms);
    return { ...node, figure: `${node.figure ?? ''} · ${time}`, hint: `${plain(followed.key)} was here for ${time}. ${node.hint}` };
  });
}

/** Where the path stands; in D2 the record's own state. A path through parts stands nowhere. */
function here(flow: Flow, path: readonly Taken[] | null, record: SyncRecord | undefined): string | undefined {
  if (!path || flow.kind === 'sequence' || flow.name === 'architecture') return undefined;
  if (flow.kind === 'state') return record && statusOf(record);
  return hereOf(flow, path);
}

/** How often each arrow was taken in the window that ends at the position; of a reconciliation: since its newest run began. */
function countsOf(flow: Flow, traffic: Traffic, window: Window, position: number, now: number, isLive: boolean): ReadonlyMap<string, number> {
  if (flow.name === 'reconciliation') {
    const [begin] = traffic.newest(flow.name, ['query'], 0, position, 1);
    return traffic.counts(begin === undefined ? position : traffic.placeOf(begin), position).edges(flow.name);
  }
  const end = isLive ? now : (traffic.entry(position - 1)?.at ?? 0);
  return traffic.counts(window === 'all' ? 0 : traffic.placeAt(end - WINDOW_MS[window]), position).edges(flow.name);
}

const bare = (flow: Flow): (Pick<EdgeView, 'id' | 'from' | 'to' | 'label' | 'isDashed' | 'budget'>)[] =>
  Object.entries(flow.edges).map(([id, { from, to, label, isDashed }]) => ({ id, from, to, label, isDashed: isDashed ?? false, budget: flow.name === 'timeline' ? (Object.entries(BUDGETS).find(([name]) => name === id)?.[1] ?? null) : null }));

const counted = (flow: Flow, live: Live, counts: ReadonlyMap<string, number> | null, isLive: boolean): EdgeView[] =>
  bare(flow).map((edge) => ({ ...edge, count: counts?.get(edge.id) ?? (counts ? 0 : null), basis: null, value: isLive ? (live.edges[edge.id] ?? '') : '', ms: null, isLate: false }));

/** The newest run as a path: what it did, with its figures. */
const ofRun = (flow: Flow, live: Live, counts: ReadonlyMap<string, number> | null, isLive: boolean): EdgeView[] =>
  counted(flow, live, counts, isLive).map((edge) => ({ ...edge, basis: (edge.count ?? 0) > 0 ? 'logged' : null, value: (edge.count ?? 0) > 0 ? edge.value : '' }));

/** The arrows of a path; one that was taken again shows what it carried last. `counts`: of all records, where they stand beside it. */
function marked(flow: Flow, path: readonly Taken[], counts: ReadonlyMap<string, number> | null): EdgeView[] {
  const taken = new Map(path.map((passage) => [passage.edge, passage]));
  return bare(flow).map((edge) => {
    const passage = taken.get(edge.id);
    const ms = passage?.ms ?? null;
    return { ...edge, count: counts?.get(edge.id) ?? null, basis: passage?.basis ?? null, value: passage?.value ?? '', ms, isLate: ms !== null && edge.budget !== null && ms > edge.budget };
  });
}

function selected({ key, name, record, jobs, job }: Followed, retries: number, at: number): SelectedView {
  const label = ({ number, steps }: JobHistory): string => {
    const attempts = steps.filter(({ fact }) => fact.kind === 'started').length;
    const end = steps.at(-1)?.after;
    return `Job ${number}, ${attempts === 1 ? '1 attempt' : `${attempts} attempts`}${end ? `, ${statusOf(end)}` : ''}`;
  };
  return {
    key, name, status: record ? statusOf(record) : 'SYNCED',
    sentence: record ? pathSentence(record, at, retries) : 'The store did not have this record at this moment.',
    jobs: jobs.toReversed().map((one) => ({ number: one.number, label: label(one) })),
    job: job?.number ?? null,
  };
}

function moment({ traffic, now, momentText }: Sources, { window, position: chosen }: Choices, followed: Followed | null): MomentView {
  const total = traffic.length;
  const position = Math.min(chosen ?? total, total);
  const own = followed?.jobs.find(({ number }) => number === followed.job?.number)?.steps ?? [];
  const start = own[0] ? Math.max(0, traffic.placeOf(own[0].seq) - 1) : window === 'all' ? 0 : traffic.placeAt(now - WINDOW_MS[window]);
  const first = Math.max(0, Math.min(start, total - 1, position - 1));
  const entry = traffic.entry(position - 1);
  return {
    position, total, first, isLive: chosen === null,
    entry: entry && { ...entry, text: plain(momentText), status: ledTo(entry.seq, own) },
    from: traffic.entry(first)?.at ?? now, to: traffic.entry(total - 1)?.at ?? now,
    bars: traffic.bars(first, BARS),
    stops: own.flatMap(({ seq, after, before }) => (after && (!before || statusOf(after) !== statusOf(before)) ? [{ position: traffic.placeOf(seq) + 1, status: statusOf(after) }] : [])),
  };
}

/** The status that an entry led the followed record to; null for another one's. */
function ledTo(entry: number, steps: readonly Step[]): Status | null {
  const after = steps.find(({ seq }) => seq === entry)?.after;
  return after ? statusOf(after) : null;
}

/** The rail; what concerns the followed record is said of it. */
function rail({ world, now }: Sources, retry: RetrySettings, followed: Followed | null): RailView[] {
  const { record, job } = followed ?? {};
  const own: Partial<Record<FlowName, Pick<RailView, 'figure' | 'mark'>>> = {};
  if (record) {
    own['overall-sync'] = { figure: statusOf(record), mark: statusOf(record) };
    own['error-handling'] = { figure: standing(record, now, retry.retries), mark: statusOf(record) };
  }
  if (job) own.timeline = { figure: `job ${job.number}: ${millis(timeTaken(changesOf(job)))} of ${TOTAL_BUDGET / 1_000} s`, mark: null };
  const live = world ? railOf(world) : FLOW_NAMES.map((name) => ({ name, figure: '', mark: null }));
  return live.map(({ name, figure, mark }) => {
    const { number, title } = flowOf(name, retry);
    return { name, number, title, figure, mark, ...own[name] };
  });
}

/** "retry 2 of 3 in 19 s"; otherwise the status. */
function standing(record: SyncRecord, now: number, retries: number): string {
  const { job } = record;
  if (job?.status !== 'RETRY_PENDING') return statusOf(record);
  return `${job.counted === 0 ? 'next attempt' : `retry ${job.counted} of ${retries}`} ${job.dueAt <= now ? 'now' : `in ${briefly(job.dueAt - now)}`}`;
}
