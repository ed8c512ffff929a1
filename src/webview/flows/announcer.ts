import type { Snapshot } from '../../protocol/flows';

const PAUSE_MS = 1_500;

/** Tells a screen reader politely when the selected record has moved on: not more often than it can be said, and the newest at last. */
export class Announcer {
  #told = '';
  #next: string | null = null;
  #isWaiting = false;

  constructor(private readonly region: HTMLElement) {}

  update({ selected, flow }: Snapshot): void {
    const step = selected ? `${selected.key} ${selected.status} ${flow.name} ${flow.edges.filter(({ basis }) => basis !== null).length}` : '';
    if (step === this.#told) return;
    this.#told = step;
    this.#next = selected ? `${selected.key}: ${selected.sentence}` : '';
    if (!this.#isWaiting) this.#say();
  }

  #say(): void {
    if (this.#next === null) return;
    this.region.textContent = this.#next;
    this.#next = null;
    this.#isWaiting = true;
    setTimeout(() => {
      this.#isWaiting = false;
      this.#say();
    }, PAUSE_MS);
  }
}
