import type { Result } from './attempt';
import type { StageResult } from './entry';
import { SHORTEST, type Hide } from './hide';
import type { Json, JsonObject } from './json';
import type { Issue } from './ports';

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
  return [...found];
}

/** What was said of an attempt, without what may not be seen. */
export function discreet(result: Result, text: Hide): Result {
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
