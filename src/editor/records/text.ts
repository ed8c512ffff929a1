import { without } from '../../engine/canonical';
import type { JsonObject } from '../../engine/json';

/** A record as its document shows it: keys in the order of the master's answer, two spaces, a last line break. */
export const recordText = (content: JsonObject): string => `${JSON.stringify(content, null, 2)}\n`;

/** What stands in the file of a record, some of its fields left out. */
export const recordBytes = (content: JsonObject, hidden: ReadonlySet<string> = new Set()): Uint8Array => new TextEncoder().encode(recordText(without(content, [...hidden])));
