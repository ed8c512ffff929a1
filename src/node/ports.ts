import { hash as digest, randomUUID } from 'node:crypto';

import type { Clock, Hash, Ids, Random } from '../engine/ports';

/** The longest wait that `setTimeout` keeps, in ms (24.8 days); anything longer it runs after 1 ms (F18). */
export const LONGEST_TIMER = 2 ** 31 - 1;

/** The system's clock. Its timers keep the process alive: a retry that is due in 125 s is work to do. */
export const clock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, Math.min(ms, LONGEST_TIMER));
    return () => clearTimeout(timer);
  },
  turn: () => new Promise((resolve) => void setImmediate(resolve)),
};

export const random: Random = () => Math.random();

export const ids: Ids = () => randomUUID();

export const hash: Hash = (text) => digest('sha256', text, 'hex');
