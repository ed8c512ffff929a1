import { whenOrphaned } from './orphan';

/**
 * Ends everything that was started, last first: at `end`, or at Ctrl+C (SIGINT, SIGTERM, SIGHUP) and when the parent is gone,
 * after which the process exits with 0. A second Ctrl+C kills.
 */
export class Session {
  private readonly ends: (() => Promise<void>)[] = [];
  private ending: Promise<void> | undefined;
  private signalledAt = 0;

  constructor() {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => this.onSignal());
    whenOrphaned(() => this.onSignal());
  }

  /** True from the moment on that it ends. */
  get isOver(): boolean {
    return this.ending !== undefined;
  }

  /** Has this ended with the session; at once when the session is over. */
  async add(end: () => Promise<void>): Promise<void> {
    if (this.ending) return end();
    this.ends.push(end);
  }

  /** Ends all of it, once; a failure of one is reported and does not keep the others. */
  end(): Promise<void> {
    return (this.ending ??= this.endAll());
  }

  private async endAll(): Promise<void> {
    for (const end of this.ends.reverse()) await end().catch((error: unknown) => console.error(error));
  }

  private onSignal(): void {
    // npm passes a Ctrl+C on that this process got already: a second one comes later.
    const again = this.signalledAt > 0 && Date.now() - this.signalledAt > 500;
    if (again) process.exit(1);
    if (this.signalledAt > 0) return;
    this.signalledAt = Date.now();
    console.log('\nEnding …');
    void this.end().then(() => process.exit(0));
  }
}
