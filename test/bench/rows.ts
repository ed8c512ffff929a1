import { pushByHand } from './byHand';
import type { ListRule } from '../../src/engine/settings';
import { flowsWork } from './flows';
import { forkMaster } from './master';
import { applied, opened } from './metrics';
import { listWork } from './recordsPage';
import { auditor, MOST_GETS, push } from './product';
import { rawGets, rawPuts, requestsOf } from './raw';
import { interleaved, median, rate, type Run } from './run';

/** One line of the result: what the product did, beside its reference. */
export interface Row {
  readonly work: string;
  /** Records a second, medians. */
  readonly product: number;
  readonly reference: number;
  readonly referenceName: string;
  /** product ÷ reference. */
  readonly ratio: number;
  readonly goal: number;
  /** Medians; see `Run`. */
  readonly cpuUs: number;
  readonly loopP99: number;
  readonly runs: Readonly<Record<string, readonly Run[]>>;
}

const LATENCY = 20;
const ALL = 10_000;

const rowOf = (work: string, runs: Readonly<Record<string, readonly Run[]>> & { readonly product: readonly Run[] }, referenceName: string, reference: number, goal: number): Row => {
  const product = median(runs.product.map(rate));
  return {
    work, product, reference, referenceName, ratio: product / reference, goal, runs,
    cpuUs: median(runs.product.map((run) => run.cpuUs)),
    loopP99: median(runs.product.map((run) => run.loopP99)),
  };
};

/** Code that runs for the first time is slow for a second or two. */
async function warmUp(url: string): Promise<void> {
  await push(url, 1_000, 32);
  await rawPuts(url, 1_000, 32);
}

/** Pushing edited records to a master on this machine, against node-fetch alone. */
async function* pushed(times: number): AsyncGenerator<Row> {
  const { url, end } = await forkMaster({ records: ALL });
  await warmUp(url);
  for (const concurrency of [8, 32, 64]) {
    const runs = await interleaved(times, { raw: () => rawPuts(url, ALL, concurrency), product: () => push(url, ALL, concurrency) });
    yield rowOf(`push ${ALL} edited records, ${concurrency} at a time`, runs, 'raw node-fetch', median(runs.raw.map(rate)), 0.83);
  }
  end();
}

/** The same against a master that takes its time: how much of it is used. */
async function* delayed(times: number): AsyncGenerator<Row> {
  const { url, end } = await forkMaster({ records: ALL, latencyMs: LATENCY });
  await warmUp(url);
  for (const [concurrency, records, goal] of [[8, 2_000, 0.95], [32, 6_000, 0.9], [64, ALL, 0.85]] as const) {
    const runs = await interleaved(times, { raw: () => rawPuts(url, records, concurrency), product: () => push(url, records, concurrency) });
    const ideal = (concurrency * 1_000) / LATENCY;
    const raw = median(runs.raw.map(rate)) / ideal;
    yield rowOf(`push ${records} to a master that takes ${LATENCY} ms, ${concurrency} at a time`, runs, `${concurrency} ÷ ${LATENCY} ms; raw ${raw.toFixed(2)}`, ideal, goal);
  }
  end();
}

/** The way a person would write it. */
async function* byHand(times: number): AsyncGenerator<Row> {
  const { url, end } = await forkMaster({ records: ALL });
  const concurrency = 32;
  const runs = await interleaved(times, { byHand: () => pushByHand(url, 200, concurrency), product: () => push(url, ALL, concurrency) });
  yield rowOf(`push with ${ALL} records stored, ${concurrency} at a time`, runs, 'p-queue, node-fetch, lowdb', median(runs.byHand.map(rate)), 180);
  end();
}


/** Runs until the code is compiled: both sides are measured warm. */
async function warm(run: () => Promise<Run>): Promise<void> {
  for (let ms = 0; ms < 1_500; ) ms += (await run()).ms;
}

/** Lists of the sample: by `Link`, one page after the other, or by number, four at a time. */
const LISTS: readonly (readonly [string, ListRule | undefined])[] = [['pages by link', undefined], ['numbered pages', { style: 'page', items: '', parameter: 'page', size: 200, sizeParameter: 'limit' }]];

/** D6: list pages with every field compared and every checksum verified, beside one GET for each record, which node-fetch throws away; how the time grows. The first run after opening computes every checksum, and so does the one by GETs that it is beside. */
async function* reconciled(times: number): AsyncGenerator<Row> {
  for (const records of [1_000, ALL, 10 * ALL]) {
    const { url, end } = await forkMaster({ records });
    const ids = Array.from({ length: Math.min(records, MOST_GETS) }, (_, n) => String(n + 1));
    await warm(() => rawGets(url, ids));
    for (const [name, list] of LISTS) {
      const { audit, first, firstByGets, close } = await auditor(url, list);
      try {
        await warm(audit);
        const before = await requestsOf(url);
        await audit();
        const requests = (await requestsOf(url)) - before;
        const runs = await interleaved(times, { gets: () => rawGets(url, ids), product: audit, firstByGets, first });
        yield rowOf(`reconcile ${records} unchanged records in ${requests} ${name}`, runs, 'one GET each, 8 at a time', median(runs.gets.map(rate)), 15);
        yield rowOf('  the first time after opening', { product: runs.first }, 'the same by one GET each', median(runs.firstByGets.map(rate)), 15);
      } finally {
        await close();
      }
    }
    end();
  }
}

/** D7's figures right after opening, and what keeping them costs each entry. */
async function* metrics(times: number): AsyncGenerator<Row> {
  const entries = 1_000_000;
  const { whole, rollup } = applied(entries / 5, ALL);
  const apply = await interleaved(times, { whole, product: rollup });
  const taken = 1e6 / median(apply.product.map((run) => run.cpuUs));
  const goal = 500_000;
  const row = rowOf(`take ${entries / 5} entries into the rollup, in CPU time`, apply, `2 µs; all of apply ${median(apply.whole.map((run) => run.cpuUs)).toFixed(1)} µs`, goal, 1);
  yield { ...row, product: taken, ratio: taken / goal };
  const { open, figures } = await opened(entries, ALL, times);
  yield rowOf(`open a log of ${entries} entries, ${ALL} records`, { product: open }, 'in 1.5 s', entries / 1.5, 1);
  yield rowOf('its figures for all four windows', { product: figures }, 'in 1 s', entries, 1);
}

/** The records page's list: made when the page opens, filtered, sorted again, and kept up to date. */
async function* recordsPage(times: number): AsyncGenerator<Row> {
  const records = 10 * ALL;
  for (const { work, seconds, run } of listWork(records)) {
    const { product } = await interleaved(times, { product: run });
    yield rowOf(`records page, ${records} records: ${work}`, { product }, `in ${seconds} s`, records / seconds, 1);
  }
}

/** The Flows page: counting the log when it opens, and the way from a change to the page's message; 100 ms of the 250 are gathering, and the page's own part is a few. */
async function* flows(times: number): AsyncGenerator<Row> {
  const entries = 1.3 * 10 * ALL;
  const { count, change } = flowsWork(entries, 10 * ALL);
  const runs = await interleaved(times, { count, change });
  yield rowOf(`flows page, ${10 * ALL} records: count ${entries} entries`, { product: runs.count }, 'in 2 s', entries / 2, 1);
  yield rowOf('flows page: from a change to the message that marks the drawing', { product: runs.change }, 'in 150 ms', 1 / 0.15, 1);
}

/** Every part of the bench by its name. */
export const PARTS: ReadonlyMap<string, (times: number) => AsyncGenerator<Row>> = new Map(Object.entries({ push: pushed, latency: delayed, 'by-hand': byHand, reconcile: reconciled, metrics, 'records-page': recordsPage, flows }));
