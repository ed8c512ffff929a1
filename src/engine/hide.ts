import { REDACTED } from './exchange';

/** Blanks in a text what may not be seen. To be asked before a text is cut: of a value across the cut, a part would be left. */
export type Hide = (text: string) => string;

/** For where there is nothing to hide. */
export const asItIs: Hide = (text) => text;

/** Blanks these values; the longer ones stand first. */
export const hiding = (values: readonly string[]): Hide => (values.length === 0 ? asItIs : (text) => values.reduce((left, value) => left.replaceAll(value, REDACTED), text));
