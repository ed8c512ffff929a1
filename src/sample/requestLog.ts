/** One request, as the log shows it. */
export interface LogEntry {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly method: string;
  /** With its query, as it was sent. */
  readonly path: string;
  readonly id: string | null;
  readonly ifMatch: string | null;
  readonly fault: string | null;
  /** Null while there is no answer, and when there was none. */
  status: number | null;
}

const KEPT = 1000;

/** The last requests to the accounts, oldest first. */
export class RequestLog {
  private readonly entries: LogEntry[] = [];
  private at = 0;

  add(entry: LogEntry): LogEntry {
    this.entries[this.at % KEPT] = entry;
    this.at += 1;
    return entry;
  }

  /** How many there were. */
  get total(): number {
    return this.at;
  }

  list(): readonly LogEntry[] {
    const oldest = this.at % KEPT;
    return this.at <= KEPT ? this.entries : [...this.entries.slice(oldest), ...this.entries.slice(0, oldest)];
  }
}
