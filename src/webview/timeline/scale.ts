import type { JobView } from '../../protocol/timeline';

/** A span of time as a percentage of a width. */
export interface Scale {
  readonly from: number;
  readonly to: number;
  /** 0 to 100. */
  readonly x: (at: number) => number;
}

const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000, 7_200_000, 21_600_000, 86_400_000];

/** The time of a whole job, to what is planned and, while it moves, to now. */
export function scaleOf({ at, attempts, planned, status }: JobView, now: number): Scale {
  const segments = attempts.flatMap((attempt) => attempt.segments);
  const isMoving = status === 'PROCESSING' || status === 'RETRY_PENDING' || status === 'PENDING';
  const from = Math.min(at, ...segments.map((segment) => segment.from));
  const to = Math.max(from + 1, ...segments.map((segment) => segment.to), planned?.at ?? 0, isMoving ? now : 0);
  return scale(from, from + (to - from) * 1.06);
}

/** A scale from one moment to another. */
export const scale = (from: number, to: number): Scale => ({ from, to, x: (at) => Math.max(0, Math.min(100, ((at - from) / (to - from)) * 100)) });

/** Round moments within a scale, five at most. */
export function ticksOf({ from, to }: Scale): { readonly at: readonly number[]; readonly step: number } {
  const step = STEPS.find((each) => (to - from) / each <= 5) ?? Math.ceil((to - from) / 5 / 86_400_000) * 86_400_000;
  const at: number[] = [];
  for (let tick = Math.ceil(from / step) * step; tick < to - step * 0.3; tick += step) if (tick - from > step * 0.05) at.push(tick);
  return { at, step };
}
