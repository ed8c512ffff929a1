import type { Alert } from '../engine/alerts/alert';
import type { Action, ActionResult } from '../engine/actions';
import type { Entry, Exchange } from '../engine/entry';
import type { Change, ReadonlyModel } from '../engine/model';
import type { ActionOptions, Preview, Traffic } from '../engine/engine';
import type { LogLine } from '../engine/ledger';
import type { RecordKey, Remote } from '../engine/record';
import type { Planned } from '../engine/schedule/plan';
import type { Settings } from '../engine/settings';
import type { Routes } from './alerts/routes';

/** One workspace's store and engine, as the editor and the command line use it. The owner syncs; a follower shows and hands its actions to the owner. */
export interface Session {
  readonly role: 'owner' | 'follower';
  readonly settings: Settings;
  readonly model: ReadonlyModel;
  /** Opening the store had to repair something; the log says what. */
  readonly isRepaired: boolean;
  /** The store came from another machine with edits that wait; the log says what that means. */
  readonly hadMoved: boolean;
  /** After the commit, once per batch. A listener that throws is logged and the others still hear. */
  onDidChange(listener: (changes: readonly Change[]) => void): () => void;
  onDidChangeRole(listener: (role: 'owner' | 'follower') => void): () => void;
  /** The first listener also hears what was said while the session was opened. */
  onDidLog(listener: (line: LogLine) => void): () => void;
  /** The alerts that are neither held for quiet hours nor muted, as they come. */
  onDidAlert(listener: (alert: Alert) => void): () => void;
  perform(action: Action, options?: ActionOptions): Promise<ActionResult>;
  /** What an attempt would send first now, with the headers that go with it and secrets redacted; the reason where it would send nothing. */
  preview(key: RecordKey): Preview;
  /** The headers of a request of the log: its own, and those that every request gets by the present configuration; secrets redacted. */
  headersOf(exchange: Exchange): Readonly<Record<string, string>>;
  /** Answers when nothing is in flight or ready, here or at the owner; with `retries`, when nothing is due later either. A refusal says why records wait. */
  idle(options?: { readonly retries?: boolean }): Promise<ActionResult>;
  /** What the master shows of a record now, read here or by the owner; a sentence where that cannot be said. Changes nothing. */
  look(key: RecordKey): Promise<{ readonly remote: Remote } | string>;
  /** When each background job of D4 is due next, here or in the window that owns the store. */
  plan(): readonly Planned[];
  /** What moves right now; null where another window sends. */
  traffic(): Traffic | null;
  /** Asks the master once, without changing anything: what answered, and how. */
  testConnection(): Promise<{ readonly ok: boolean; readonly lines: readonly string[] }>;
  /** The sync log, oldest first, archive included. */
  log(filter?: { readonly key?: RecordKey; /** Those about no record. */ readonly isKeyless?: boolean; readonly from?: number; readonly last?: number }): AsyncIterable<{ readonly seq: number; readonly entry: Entry }>;
  /** Looks again at what may be sent: after an approval or a new token. */
  nudge(): void;
  /** Takes a changed configuration (same origin); an attempt in flight ends with the old one. */
  configure(settings: Settings): void;
  close(): Promise<void>;
}

/** What opening a session needs. */
export interface SessionOptions {
  readonly settings: Settings;
  /** Real path of the configuration file. */
  readonly configPath: string;
  /** Store folder; the default is in the user's data directory, named by `configPath` and the master's origin. */
  readonly storeDir?: string;
  /** The secret bound to the master's origin, or undefined where there is none. */
  readonly credentials: () => Promise<string | undefined>;
  /** Where VS Code's proxy support stands, `agent` must stay unset; the command line keeps connections alive itself. */
  readonly keepAlive: boolean;
  /** False: shows and queues, sends nothing (not approved, `readOnly` follows from the settings). */
  readonly mayConnect: () => boolean;
  /** The person allows `http:` to a host that is not this machine. */
  readonly allowInsecureHttp?: boolean;
  /** Where alerts go to beside the log, asked at each message. Absent: nowhere. */
  readonly routes?: () => Promise<Routes>;
  /** Runs the background jobs of D4 while it owns the store: the editor does, a command does not. */
  readonly runsSchedules?: boolean;
  /** Never tries to own the store: for commands that only read. */
  readonly readOnly?: boolean;
  /** Ends soon by itself and sends nothing: who waits for what is to be sent waits for the next owner. */
  readonly isPassing?: boolean;
  readonly lease?: { readonly heartbeatMs: number; readonly staleMs: number; readonly staleAliveMs: number; readonly pollMs: number };
}

export type { ActionOptions, Preview, Progress } from '../engine/engine';
export type { LogLine } from '../engine/ledger';
