import { monitorEventLoopDelay } from 'node:perf_hooks';

/** What one run took. */
export interface Run {
  readonly records: number;
  /** Wall-clock ms. */
  readonly ms: number;
  /** CPU of this process in µs for each record, all threads. */
  readonly cpuUs: number;
  /** 99th percentile of the event loop's turns, ms, the 1 ms of the probe included. */
  readonly loopP99: number;
}

/** Measures work on a number of records. */
export async function timed(records: number, work: () => Promise<void>): Promise<Run> {
  const loop = monitorEventLoopDelay({ resolution: 1 });
  loop.enable();
  const cpu = process.cpuUsage();
  const from = performance.now();
  await work();
  const ms = performance.now() - from;
  const { user, system } = process.cpuUsage(cpu);
  loop.disable();
  return { records, ms, cpuUs: (user + system) / records, loopP99: loop.percentile(99) / 1e6 };
}

/** Records a second. */
export const rate = ({ records, ms }: Run): number => (records * 1_000) / ms;

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  const [low = NaN, high = NaN] = sorted.length % 2 === 1 ? [sorted[half], sorted[half]] : [sorted[half - 1], sorted[half]];
  return (low + high) / 2;
}

/** Runs sides in turn, so that what else the machine does hits them alike. */
export async function interleaved<S extends string>(times: number, sides: Readonly<Record<S, () => Promise<Run>>>): Promise<Record<S, Run[]>> {
  const names = Object.keys(sides) as S[];
  const runs = Object.fromEntries(names.map((name) => [name, [] as Run[]])) as Record<S, Run[]>;
  for (let i = 0; i < times; i++) for (const name of names) runs[name].push(await sides[name]());
  return runs;
}
