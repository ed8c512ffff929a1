import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';
import { canonical, without } from '../../../src/engine/canonical';
import { isObject, type Json, type JsonObject } from '../../../src/engine/json';
import { startSample, type Sample, type SampleOptions } from '../../../src/sample/master';

/** An answer with its body as text and, where it is a JSON object, as that. */
export interface Got {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: JsonObject;
}

/** How the tests speak to a sample. */
export interface SampleUnderTest {
  readonly url: string;
  /** `body`: text as it is, anything else as JSON. */
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Got>;
  /** Switches a fault on. */
  fault(fault: JsonObject): Promise<Got>;
  /** The account as it stands. */
  get(id: string): Promise<JsonObject>;
}

/** A sample on a free port, started before the tests of a suite and closed after them. */
export function useSample(options: SampleOptions = {}): SampleUnderTest {
  let sample: Sample;
  before(async () => {
    sample = await startSample({ port: 0, ...options });
  });
  after(() => sample.close());
  const send = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Got> => {
    const answer = await fetch(sample.url + path, { method, headers, ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }) });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, body: objectOf(text) };
  };
  return {
    get url() {
      return sample.url;
    },
    send,
    fault: (fault) => send('POST', '/_control/faults', fault),
    get: async (id) => (await send('GET', `/accounts/${encodeURIComponent(id)}`)).body,
  };
}

function objectOf(text: string): JsonObject {
  try {
    const value = JSON.parse(text) as Json;
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** What the checksum of a record must be, worked out apart from the sample. */
export const checksumOf = (record: JsonObject): string => `sha256-${createHash('sha256').update(canonical(without(record, ['checksum']))).digest('hex')}`;

/** Fails unless the record carries the checksum of its content. */
export const assertSealed = (record: JsonObject): void => assert.equal(record['checksum'], checksumOf(record));

/** A field that must be there, and be text. */
export function textOf(object: JsonObject | undefined, field: string): string {
  const value = object?.[field];
  assert.ok(typeof value === 'string', `${field} is no text`);
  return value;
}
