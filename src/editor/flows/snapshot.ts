import { statusOf, type SyncRecord } from '../../engine/record';
import type { Status } from '../../engine/status';
import { STANDARD_RETRY, type RetrySettings } from '../../engine/settings';
import { millis } from '../../flows/attempt';
import { BUDGETS, timeTaken, TOTAL_BUDGET } from '../../flows/diagrams/timeline';
import { branchesOf, drawingOf } from '../../flows/drawing';
import { FLOW_NAMES, type Flow, type FlowName } from '../../flows/flow';
import { hereOf } from '../../flows/here';
import { flowOf, pathOf, type Taken } from '../../flows/flows';
import type { JobHistory } from '../../flows/jobs';
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

/** What a snapshot is made of. `world`: null where nothing is open. `record`, `jobs`: the followed one as of the moment; `allJobs`: as of now. */
export interface Sources {
  readonly world: World | null;
  /** ms since 1970. */
  readonly now: number;
  readonly traffic: Traffic;
  readonly reading: number | null;
  readonly followed: { readonly key: string; readonly name: string; readonly record: SyncRecord | undefined; readonly jobs: readonly JobHistory[]; readonly allJobs: readonly JobHistory[] } | null;
  /** What the entry at the moment says; '' while it is being read. */
  readonly momentText: string;
  readonly notice: string | null;
  readonly canPull: boolean;
}

/** Everything that the page shows, at one moment. Pure. */
export function snapshotOf(sources: Sources, choices: Choices): Snapshot {
  const { traffic, followed, reading, notice, canPull, now } = sources;
  const retry = sources.world?.settings.retry ?? STANDARD_RETRY;
  const flow = flowOf(choices.flow, retry);
  const job = followed && (followed.jobs.find(({ number }) => number === choices.job) ?? followed.jobs.at(-1) ?? null);
  const path = job && !OF_ALL.includes(flow.name) ? pathOf(flow, job.changes) : null;
  const position = choices.position ?? traffic.length;
  return {
    type: 'snapshot', window: choices.window, reading, notice, canPull,
    rail: rail(sources, retry, job),
    flow: flowView(flow, sources, choices, position, path),
    selected: followed && selected(followed, job, retry.retries, choices.position === null ? now : (traffic.entry(position - 1)?.at ?? now)),
    moment: moment(sources, choices, job),
  };
}

function flowView(flow: Flow, { world, traffic, reading, followed, now }: Sources, { window, position: chosen }: Choices, position: number, path: readonly Taken[] | null): FlowView {
  const isLive = chosen === null;
  const live: Live = world ? liveOf(flow.name, world) : { nodes: {}, edges: {} };
  const counts = reading === null ? countsOf(flow, traffic, window, position, now, isLive) : null;
  const figures = Object.fromEntries(Object.entries(live.nodes).map(([id, { room }]) => [id, room]));
  return {
    name: flow.name, number: flow.number, title: flow.title, kind: flow.kind,
    diagram: drawingOf(flow, { figures }), branches: branchesOf(flow), differences: flow.differences,
    nodes: nodes(flow, live, isLive ? null : traffic, position, here(flow, path, followed?.record)),
    edges: path ? marked(flow, path) : flow.name === 'reconciliation' ? ofRun(flow, live, counts, isLive) : counted(flow, live, counts, isLive),
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

/** The arrows of a path; one that was taken again shows what it carried last. */
function marked(flow: Flow, path: readonly Taken[]): EdgeView[] {
  const taken = new Map(path.map((passage) => [passage.edge, passage]));
  return bare(flow).map((edge) => {
    const passage = taken.get(edge.id);
    const ms = passage?.ms ?? null;
    return { ...edge, count: null, basis: passage?.basis ?? null, value: passage?.value ?? '', ms, isLate: ms !== null && edge.budget !== null && ms > edge.budget };
  });
}

function selected({ key, name, record, allJobs }: NonNullable<Sources['followed']>, job: JobHistory | null, retries: number, at: number): SelectedView {
  const label = ({ number, changes }: JobHistory): string => {
    const attempts = changes.filter(({ change }) => change.entry.fact.kind === 'started').length;
    const end = changes.at(-1)?.change.after;
    return `Job ${number}, ${attempts === 1 ? '1 attempt' : `${attempts} attempts`}${end ? `, ${statusOf(end)}` : ''}`;
  };
  return {
    key, name, status: record ? statusOf(record) : 'SYNCED',
    sentence: record ? pathSentence(record, at, retries) : 'The store did not have this record at this moment.',
    jobs: allJobs.toReversed().map((one) => ({ number: one.number, label: label(one) })),
    job: job?.number ?? null,
  };
}

function moment({ traffic, followed, now, momentText }: Sources, { window, position: chosen }: Choices, job: JobHistory | null): MomentView {
  const total = traffic.length;
  const position = Math.min(chosen ?? total, total);
  const own = followed?.allJobs.find(({ number }) => number === job?.number)?.changes ?? [];
  const start = own[0] ? Math.max(0, traffic.placeOf(own[0].seq) - 1) : window === 'all' ? 0 : traffic.placeAt(now - WINDOW_MS[window]);
  const first = Math.max(0, Math.min(start, total - 1, position - 1));
  const entry = traffic.entry(position - 1);
  return {
    position, total, first, isLive: chosen === null,
    entry: entry && { ...entry, text: plain(momentText), status: ledTo(entry.seq, own) },
    from: traffic.entry(first)?.at ?? now, to: traffic.entry(total - 1)?.at ?? now,
    bars: traffic.bars(first, BARS),
    stops: own.flatMap(({ seq, change: { after, before } }) => (after && (!before || statusOf(after) !== statusOf(before)) ? [{ position: traffic.placeOf(seq) + 1, status: statusOf(after) }] : [])),
  };
}

/** The status that an entry led the followed record to; null for another one's. */
function ledTo(entry: number, changes: JobHistory['changes']): Status | null {
  const after = changes.find(({ seq }) => seq === entry)?.change.after;
  return after ? statusOf(after) : null;
}

/** The rail; what concerns the followed record is said of it. */
function rail({ world, now, followed }: Sources, retry: RetrySettings, job: JobHistory | null): RailView[] {
  const record = followed?.record;
  const own: Partial<Record<FlowName, Pick<RailView, 'figure' | 'mark'>>> = {};
  if (record) {
    own['overall-sync'] = { figure: statusOf(record), mark: statusOf(record) };
    own['error-handling'] = { figure: standing(record, now, retry.retries), mark: statusOf(record) };
  }
  if (job) own.timeline = { figure: `job ${job.number}: ${millis(timeTaken(job.changes))} of ${TOTAL_BUDGET / 1_000} s`, mark: null };
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
