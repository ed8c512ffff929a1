import type { Random } from './ports';
import type { RetrySettings } from './settings';

/** D8: milliseconds before retry `n` (1, 2, 3 …) = base × factorⁿ, capped, with jitter where it is asked for. Base 1 s and factor 5: 5, 25, 125 s. */
export function backoff(retry: RetrySettings, n: number, random: Random): number {
  const full = Math.min(retry.baseMs * retry.factor ** n, retry.capMs);
  switch (retry.jitter) {
    case 'none':
      return full;
    case 'equal':
      return Math.round(full / 2 + (full / 2) * random());
    case 'full':
      return Math.round(full * random());
  }
}
