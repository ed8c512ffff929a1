import type { Alert, Route } from './alerts/alert';
import type { Entry } from './entry';
import type { Json } from './json';
import type { Model } from './model';

/** The engine's world. Every port has one implementation on Node (`src/node`) and one in tests. */

/** Wall-clock time in ms since 1970, and timers. A timer never waits longer than asked; longer waits are re-armed by the caller. */
export interface Clock {
  now(): number;
  /** Milliseconds from a fixed point that never jumps: for durations. */
  monotonic(): number;
  /** Calls `run` once after `ms`; returns the way to cancel it. */
  after(ms: number, run: () => void): () => void;
  /** Waits until what else is ready has had its turn: an answer is received, a request leaves. */
  turn(): Promise<void>;
}

/** A number in [0, 1). */
export type Random = () => number;

/** A fresh unique id (a UUID). */
export type Ids = () => string;

/** SHA-256 of UTF-8 text, lower-case hex. */
export type Hash = (text: string) => string;

/** The part of `AbortSignal` that the engine uses. */
export interface CancelSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'PATCH' | 'POST';
  /** Absolute, built by `request.ts`; the transport refuses another origin than the master's. */
  readonly url: string;
  /** Names in lower case. Credentials are not among them: the transport adds them. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text, or absent. */
  readonly body?: string;
  /** Largest decoded answer that is read, in bytes. */
  readonly maxBytes: number;
}

/** A complete HTTP answer, whatever its status. */
export interface HttpAnswer {
  readonly kind: 'answer';
  readonly status: number;
  /** Names in lower case; several fields of one name joined with ", ". */
  readonly headers: Readonly<Record<string, string>>;
  /** Decoded strictly as UTF-8, BOM removed. */
  readonly body: string;
  /** Milliseconds from the first byte sent to the last byte received. */
  readonly ms: number;
}

/** Why there is no answer, classified once, at the edge. `isSent`: may the master have seen the request? */
export interface HttpFailure {
  readonly kind: 'failure';
  readonly cause:
    | 'dns' | 'refused' | 'unreachable' | 'tls' // never reached the master
    | 'timeout' | 'reset' // unknown outcome once sent
    | 'redirect' // 3xx that may not be followed
    | 'too-large' | 'encoding' // an answer that may not be read (size limit, not UTF-8, bad compression)
    | 'credentials' // the secret cannot be read, or is missing
    | 'cancelled';
  readonly isSent: boolean;
  /** One sentence for a person, without URL query, secret or body. */
  readonly detail: string;
  readonly ms: number;
}

/** Sends one request to the master. Never rejects: a failure is a value. */
export interface Http {
  send(request: HttpRequest, cancel?: CancelSignal): Promise<HttpAnswer | HttpFailure>;
}

/** The one door to durability. */
export interface Journal {
  /** Resolves when every entry is on the disk, in this order. Rejects with `JournalError`; then none of them counts, unless ownership was lost: then the log tells. */
  append(entries: readonly Entry[]): Promise<void>;
  /** Sealed snapshot of the model, when the log has grown enough to be worth it. */
  checkpoint(model: Model): Promise<void>;
}

/** The log cannot take entries: the disk is full or broken, or another owner took over. */
export class JournalError extends Error {
  override readonly name = 'JournalError';
  constructor(
    readonly reason: 'full' | 'disk' | 'lost-ownership' | 'closed',
    message: string,
  ) {
    super(message);
  }
}

/** One thing that is wrong with a value, at its place. */
export interface Issue {
  /** RFC 6901 pointer, '' for the whole. */
  readonly pointer: string;
  /** One sentence for a person. */
  readonly message: string;
  /** The JSON Schema keyword that failed, where one did. */
  readonly keyword?: string;
}

/** What became of a message. `isFinal`: trying again would not help. `problem`: a sentence without address or secret; `afterMs`: the receiver asked for at least this wait, ms. */
export type Sent = 'delivered' | 'no address' | { readonly problem: string; readonly isFinal: boolean; readonly afterMs?: number };

/** Brings alerts out of this machine. Never rejects: a failure is a value. */
export interface Alerts {
  /** Sends all of them as one message. */
  send(route: Route, alerts: readonly Alert[]): Promise<Sent>;
}

/** Reckons times of a cron pattern of five fields, in local time. */
export interface Cron {
  /** The first time after `after` (ms since 1970); null where there is none. */
  next(pattern: string, after: number): number | null;
}

/** Compiles a record schema (JSON Schema 2020-12). Throws an `Error` with a sentence when the schema itself is bad. */
export interface Schemas {
  compile(schema: Json): (value: Json) => readonly Issue[];
}
