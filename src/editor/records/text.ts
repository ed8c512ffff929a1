import type { JsonObject } from '../../engine/json';

/** A record as its document shows it: keys in the order of the master's answer, two spaces, a last line break. */
export const recordText = (content: JsonObject): string => `${JSON.stringify(content, null, 2)}\n`;
