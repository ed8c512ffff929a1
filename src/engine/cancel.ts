import type { CancelSignal, Clock } from './ports';

/** The engine's own `AbortSignal`. */
export class Cancel implements CancelSignal {
  aborted = false;
  readonly #listeners = new Set<() => void>();
  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.add(listener);
  }
  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.delete(listener);
  }
  abort(): void {
    this.aborted = true;
    for (const listener of [...this.#listeners]) listener();
  }
}

/** Waits so long, ms, or until it is cancelled. */
export async function sleep(clock: Clock, ms: number, cancel?: CancelSignal): Promise<void> {
  if (cancel?.aborted) return;
  await new Promise<void>((resolve) => {
    const end = (): void => {
      disarm();
      cancel?.removeEventListener('abort', end);
      resolve();
    };
    const disarm = clock.after(ms, end);
    cancel?.addEventListener('abort', end);
  });
}

/** A cancel of one's own that another one sets off too, until it is unlinked. */
export function linked(outer?: CancelSignal): { readonly cancel: Cancel; readonly unlink: () => void } {
  const cancel = new Cancel();
  const abort = (): void => cancel.abort();
  outer?.addEventListener('abort', abort);
  if (outer?.aborted) abort();
  return { cancel, unlink: () => outer?.removeEventListener('abort', abort) };
}
