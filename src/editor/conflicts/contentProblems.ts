import { contentIssue } from '../../engine/decide';
import type { JsonObject } from '../../engine/json';
import type { Issue } from '../../engine/ports';
import type { RecordKey } from '../../engine/record';
import type { Resource } from '../../engine/resource';
import { contentIssues } from '../../engine/stages';
import { loadSchemas } from '../../node/schemas';

/** What the engine will say of a merged record when it is asked to take it: known before an editor is closed over it. */
export async function contentProblems(key: RecordKey, content: JsonObject, resource: Resource): Promise<readonly Issue[]> {
  const refusal = contentIssue(key, content, resource);
  if (refusal !== null) return [{ pointer: '', message: refusal }];
  return contentIssues(resource, content, resource.schema === null ? null : (await loadSchemas()).compile(resource.schema));
}
