/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object: what a record is. Its own keys only; never trust its prototype. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** True for a JSON object, false for arrays and null. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
