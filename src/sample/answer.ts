import { STATUS_CODES } from 'node:http';
import type { Json, JsonObject } from '../engine/json';

/** A request to the collection or to one account, decoded. */
export interface Request {
  readonly method: string;
  /** Null for the collection. */
  readonly id: string | null;
  /** Without the question mark. */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: { readonly [name: string]: string | string[] | undefined };
  readonly body: string;
}

/** What the master says. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  /** The record or records in the body, for the faults that show others. */
  readonly shown?: JsonObject | readonly JsonObject[];
  /** How long the write took, in ms; absent when nothing was written. */
  readonly updateMs?: number;
}

/** An answer with a JSON body. */
export const json = (status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  headers: { 'Content-Type': 'application/json', ...headers },
  body: JSON.stringify(value),
});

/** An answer without a body. */
export const empty = (status: number, headers: Readonly<Record<string, string>> = {}): Answer => ({ status, headers, body: '' });

/** Problem details (RFC 9457). `errors`, where given, is a list of `{ pointer, detail }`. */
export const problem = (status: number, detail: string, { headers = {}, errors }: { headers?: Readonly<Record<string, string>>; errors?: Json } = {}): Answer =>
  json(status, { type: 'about:blank', title: STATUS_CODES[status], status, detail, ...(errors !== undefined && { errors }) }, { ...headers, 'Content-Type': 'application/problem+json' });
