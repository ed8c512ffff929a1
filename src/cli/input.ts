import { readFileSync } from 'node:fs';
import { isObject, type Json, type JsonObject } from '../engine/json';
import { parseStrict } from '../engine/parse';
import { splitKey, type RecordKey, type SyncRecord } from '../engine/record';
import type { Session } from '../node/session';
import { UsageError } from './usage';

/** A key as it was typed. */
export function keyFrom(what: string | undefined): RecordKey {
  if (what === undefined) throw new UsageError('Name a RECORD, as in accounts/42.');
  if (!splitKey(what)) throw new UsageError(`"${what}" is not of the form resource/id, as in accounts/42.`);
  return what;
}

/** The record of a key as it was typed. */
export function recordOf(session: Session, what: string | undefined): SyncRecord {
  const record = session.model.records.get(keyFrom(what));
  if (!record) throw new UsageError(`There is no record ${what ?? ''} in the store. reconcile pull ${what ?? ''} reads it from the master.`);
  return record;
}

/** Refuses a resource that the configuration does not have. */
export function checkResource(session: Session, name: string): void {
  if (!session.settings.resources.has(name)) throw new UsageError(`The configuration has no resource "${name}".`);
}

/** The two halves of `NAME=…`. `form`: as in `--set takes FIELD=JSON`. */
export function halves(form: string, pair: string): readonly [string, string] {
  const at = pair.indexOf('=');
  if (at < 1) throw new UsageError(`${form}, not "${pair}".`);
  return [pair.slice(0, at), pair.slice(at + 1)];
}

/** The JSON value of an option. `what`: the option and the field, as in `--set name`. */
export function valueOf(what: string, text: string): Json {
  const parsed = parseStrict(text);
  if (!parsed.ok) throw new UsageError(`${what}: not valid JSON at column ${parsed.issue.column}: ${parsed.issue.message} A text needs quotes, as in name='"Adatum"'.`);
  return parsed.value;
}

/** The record in a file, or with `-` on standard input. */
export function readRecord(file: string): JsonObject {
  let text: string;
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch {
    throw new UsageError(`${file} cannot be read.`);
  }
  const marker = text.split(/\r\n|\r|\n/).findIndex((line) => /^([<>|])\1{6}( |$)|^={7}$/.test(line));
  if (marker >= 0) throw new UsageError(`${file}:${marker + 1}: A conflict marker is left; choose a side there.`);
  const parsed = parseStrict(text);
  if (!parsed.ok) throw new UsageError(`${file}:${parsed.issue.line}:${parsed.issue.column}: ${parsed.issue.message}`);
  if (!isObject(parsed.value)) throw new UsageError(`${file}: a record is a JSON object.`);
  return parsed.value;
}

/** The whole number of an option. */
export function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new UsageError(`${name} takes a whole number, not "${text}".`);
  return Number(text);
}
