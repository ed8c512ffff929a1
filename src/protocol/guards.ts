/** Hand-written guards from which each page's decoders are made: what another process sent is `unknown`. */

/** True for a plain object; its keys are still unknown. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** True for text of at most `max` UTF-16 units. */
export const isText = (value: unknown, max: number): value is string => typeof value === 'string' && value.length <= max;

/** True for a whole number from 0 on. */
export const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

/** True for a finite number from 0 on: a time or a duration, ms. */
export const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;

/** True for one of the given words. */
export const isOneOf = <T extends string>(value: unknown, words: readonly T[]): value is T => words.some((word) => word === value);

/** True for a list of at most 1,000 items that all pass. */
export const isList = <T>(value: unknown, isItem: (item: unknown) => item is T): value is readonly T[] => Array.isArray(value) && value.length <= 1_000 && value.every(isItem);
