import type { Result } from './attempt';
import { asItIs, hiding, type Hide } from './hide';
import type { Json, JsonObject } from './json';
import type { Issue } from './ports';
import type { SyncRecord } from './record';
import type { Resource } from './resource';

/** The values of sensitive fields, at any depth: a master may repeat them in what it says of an error. */
export function sensitiveValues(contents: readonly (JsonObject | undefined)[], sensitive: readonly string[]): readonly string[] {
  if (sensitive.length === 0) return [];
  const found = new Set<string>();
  const look = (value: Json, isSensitive: boolean): void => {
    if (Array.isArray(value)) value.forEach((one: Json) => look(one, isSensitive));
    else if (typeof value === 'object' && value !== null) for (const [name, inner] of Object.entries(value)) look(inner, isSensitive || sensitive.includes(name));
    else if (isSensitive && (typeof value === 'string' || typeof value === 'number') && String(value).trim() !== '') found.add(String(value).trim());
  };
  for (const content of contents) if (content) look(content, false);
  return [...found];
}

/** Blanks the values of a record's sensitive fields. They are looked for when there is something to say. */
export function hidingOf({ local, base }: SyncRecord, { sensitive }: Resource): Hide {
  if (sensitive.length === 0) return asItIs;
  let hide: Hide | undefined;
  return (text) => (hide ??= hiding(sensitiveValues([local, base?.content], sensitive)))(text);
}

/** What is wrong with an answer, without what may not be seen. Other results are in our own words; what they have of the master's, `classify` has blanked. */
export function discreet(result: Result, hide: Hide): Result {
  if (result.is !== 'invalid') return result;
  const issue = (one: Issue): Issue => ({ ...one, message: hide(one.message) });
  return { ...result, stages: result.stages.map((stage) => (stage.issue ? { ...stage, issue: issue(stage.issue) } : stage)), issues: result.issues.map(issue) };
}
