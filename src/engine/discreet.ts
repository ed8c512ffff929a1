import type { Result } from './attempt';
import type { Exchange, StageResult } from './entry';
import { REDACTED } from './exchange';
import type { Json, JsonObject } from './json';
import type { Issue } from './ports';

/** Shorter values would blank half of any sentence. */
const SHORTEST = 4;

/** The values of sensitive fields, at any depth: a master may repeat them in what it says of an error. */
export function sensitiveValues(contents: readonly (JsonObject | undefined)[], sensitive: readonly string[]): readonly string[] {
  if (sensitive.length === 0) return [];
  const found = new Set<string>();
  const look = (value: Json, isSensitive: boolean): void => {
    if (Array.isArray(value)) value.forEach((one: Json) => look(one, isSensitive));
    else if (typeof value === 'object' && value !== null) for (const [name, inner] of Object.entries(value)) look(inner, isSensitive || sensitive.includes(name));
    else if (isSensitive && (typeof value === 'string' || typeof value === 'number') && String(value).length >= SHORTEST) found.add(String(value));
  };
  for (const content of contents) if (content) look(content, false);
  return [...found].sort((a, b) => b.length - a.length); // the longer first: one may hold another
}

/** What the master said of an attempt, without the values that may not be seen. */
export function discreet(result: Result, values: readonly string[]): Result {
  if (values.length === 0) return result;
  const text = (words: string): string => values.reduce((left, value) => left.replaceAll(value, REDACTED), words);
  const issue = (one: Issue): Issue => ({ ...one, message: text(one.message) });
  const stages = result.stages.map((stage): StageResult => (stage.issue ? { ...stage, issue: issue(stage.issue) } : stage));
  switch (result.is) {
    case 'failed': {
      const { failure, pause } = result;
      return { ...result, stages, failure: { ...failure, message: text(failure.message) }, ...(pause && { pause: { ...pause, reason: text(pause.reason) } }) };
    }
    case 'invalid':
      return { ...result, stages, issues: result.issues.map(issue) };
    case 'synced':
    case 'skipped':
    case 'conflict':
      return { ...result, stages, reason: text(result.reason) };
  }
}

/** An exchange whose answer is no record: its words may repeat what its fields do not show. */
export function discreetExchange(exchange: Exchange, values: readonly string[]): Exchange {
  const isRefusal = typeof exchange.status === 'number' && exchange.status >= 400;
  if (!isRefusal || exchange.body === null || values.length === 0) return exchange;
  return { ...exchange, body: values.reduce((left, value) => left.replaceAll(value, REDACTED), exchange.body) };
}
