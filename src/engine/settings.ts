import type { AlertSettings } from './alerts/settings';
import type { Json } from './json';
import type { Task } from './schedule/tasks';

/** How versions of a resource compare: numbers and timestamps know newer and older, opaque ones only equal and different; `auto`: as the two values allow. */
export type VersionOrder = 'number' | 'time' | 'opaque' | 'auto';

/** Where the version of a record is found. `hash` = SHA-256 of the canonical content without the server-owned fields. */
export type VersionRule =
  | { readonly from: 'field'; readonly field: string; readonly order: VersionOrder }
  | { readonly from: 'header'; readonly header: string }
  | { readonly from: 'hash' };

/** How a write says which version it was made from. `read-first` has a window that no client can close: shown as *unprotected*. */
export type Precondition =
  | { readonly kind: 'if-match' }
  | { readonly kind: 'body'; readonly field: string }
  | { readonly kind: 'query'; readonly parameter: string }
  | { readonly kind: 'read-first' };

/** A checksum in a field of the record: SHA-256 of its canonical JSON (RFC 8785) without that field. */
export interface ChecksumRule {
  readonly field: string;
  readonly encoding: 'hex' | 'base64';
  /** Text before the digest, as in `sha256-…`; '' for none. */
  readonly prefix: string;
}

/** How a list is read in pages. `link`: RFC 8288 `rel=next`; `next`: a URL in the body; `cursor`, `page`: a query parameter; `single`: one answer. */
export type ListRule =
  | { readonly style: 'single' | 'link'; readonly items: string }
  | { readonly style: 'next'; readonly items: string; readonly next: string }
  | { readonly style: 'cursor'; readonly items: string; readonly cursor: string; readonly parameter: string }
  | { readonly style: 'page'; readonly items: string; readonly parameter: string; readonly size: number; readonly sizeParameter: string };

/** A business rule (V5): the field's value is one of a list, or within bounds. */
export interface Rule {
  /** A field name. */
  readonly field: string;
  readonly oneOf?: readonly Json[];
  readonly min?: number;
  readonly max?: number;
}

/** What can be found out about a resource by looking, or be said in the configuration, which wins. */
export interface Shape {
  readonly id: string;
  readonly version: VersionRule;
  readonly precondition: Precondition;
  readonly checksum: ChecksumRule | null;
  readonly list: ListRule;
  /** Fields that the master sets by itself: not compared. Contains id, version field and checksum field. */
  readonly serverOwned: readonly string[];
  /** The ETag is the version in quotes, so a record that came from a list needs no GET before a conditional write. */
  readonly etagIsVersion: boolean;
}

/** One resource as the configuration file describes it. What it leaves out is found by looking. */
export interface ResourceSettings {
  /** The key in `resources`: `[A-Za-z0-9_-]+`. */
  readonly name: string;
  /** Absolute path below `baseUrl`, without a trailing slash, as in `/accounts`. */
  readonly path: string;
  readonly shape: Partial<Shape>;
  readonly schema: Json | null;
  readonly rules: readonly Rule[];
  /** Field names whose values appear in no exchange, export, message or print; the store itself holds them. */
  readonly sensitive: readonly string[];
  readonly update: { readonly method: 'PUT' | 'PATCH' };
  /** Lists of objects that merge item by item: JSON Pointer of the list to the field that tells its items apart. */
  readonly listKeys: ReadonlyMap<string, string>;
  /** Answers by which this API says that a write conflicts, beside 409 and 412. */
  readonly conflictSigns: readonly ConflictSign[];
  /** Fields that an audit compares; null: every field that is not the master's own. */
  readonly compare: readonly string[] | null;
}

/** An answer that means a conflict: its status, and what stands at a JSON Pointer of its body. */
export interface ConflictSign {
  readonly status: number;
  readonly pointer: string;
  readonly equals: Json;
}

/** How requests are authorised. The secret itself is in SecretStorage or the environment, never here. */
export type Auth =
  | { readonly kind: 'none' | 'bearer' | 'basic' }
  | { readonly kind: 'header'; readonly header: string };

/** D8: the wait before retry n is `baseMs × factor^n`, at most `capMs`. */
export interface RetrySettings {
  /** Retries after the first attempt, 0 to 10. */
  readonly retries: number;
  readonly baseMs: number;
  readonly factor: number;
  readonly capMs: number;
  readonly jitter: 'none' | 'equal' | 'full';
}

/** D8 as it is drawn: 5, 25, 125 s. */
export const STANDARD_RETRY: RetrySettings = { retries: 3, baseMs: 1_000, factor: 5, capMs: 900_000, jitter: 'none' };

/** The whole configuration, decoded, with every default filled in. */
export interface Settings {
  readonly master: {
    /** `scheme://host[:port][/path]`, no trailing slash, query, fragment or user. */
    readonly baseUrl: string;
    /** `scheme://host:port`, as `URL.origin` writes it. */
    readonly origin: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly auth: Auth;
  };
  readonly resources: ReadonlyMap<string, ResourceSettings>;
  readonly sync: { readonly mode: 'auto' | 'manual'; readonly readOnly: boolean; /** Attempts in flight, 1 to 64. */ readonly concurrency: number };
  /** Milliseconds. */
  readonly timeouts: { readonly connect: number; readonly headers: number; readonly body: number; readonly total: number };
  readonly retry: RetrySettings;
  readonly conflicts: {
    /** An edit made in flight: goes on over the answer, or is a conflict (D9 to the letter). */
    readonly concurrentEdit: 'rebase' | 'conflict';
    /** `disjoint`: what no two sides changed differently is merged without asking. */
    readonly autoMerge: 'never' | 'disjoint';
  };
  /** `rate`: reads per second of an audit, where records are read one by one. */
  readonly audit: { readonly rate: number };
  /** `bodyLimit`: UTF-16 units of each body that the sync log keeps. */
  readonly log: { readonly bodyLimit: number };
  /** Cron patterns of the background jobs (D4), five fields, local time; null: off. */
  readonly schedules: Readonly<Record<Task, string | null>>;
  readonly alerts: AlertSettings;
}
