import { classify } from './classify';
import { findId, findList, findShape } from './discover';
import type { CancelSignal, Hash, Http, HttpAnswer } from './ports';
import { listRequest, readRequest, idIssue } from './request';
import { resolveResource } from './resource';
import type { ResourceSettings, Shape } from './settings';
import { idText } from './stages';

/** What looking at a resource brought. `lookedAt`: records looked at; with none, the shape is a guess that is not kept. */
export type Look = { readonly shape: Shape; readonly lookedAt: number } | { readonly problem: string; readonly cause: 'credentials' | 'offline' | 'resource' };

/** What stands in the way of knowing a resource, in a sentence. */
export interface Trouble {
  readonly problem: string;
  readonly isOutage: boolean;
}

/** Finds out about a resource that nothing is known of yet, and keeps it. */
export type LookAt = (name: string, cancel?: CancelSignal) => Promise<Trouble | null>;

/** Finds out id, version, checksum, precondition and paging of a resource with two reads: its list, and one record of it. */
export async function look(settings: ResourceSettings, baseUrl: string, http: Http, hash: Hash, now: number, cancel?: CancelSignal): Promise<Look> {
  const listed = classify(await http.send(listRequest(`${baseUrl}${settings.path}`), cancel), false, now);
  if (listed.is === 'signed-out') return { problem: 'The master refused the sign-in (401). Set the token.', cause: 'credentials' };
  if (listed.is === 'failed' && !listed.failure.isRetryable) return { problem: listed.failure.message, cause: 'resource' };
  if (listed.is === 'failed') return { problem: listed.failure.message, cause: listed.pause?.cause === 'credentials' ? 'credentials' : 'offline' };
  if (listed.is !== 'success') return { problem: `There is no list at ${settings.path}.`, cause: 'resource' };
  const list = findList(listed.answer);
  if ('issue' in list) return { problem: list.issue, cause: 'resource' };
  const { items } = list;
  const id = settings.shape.id ?? findId(items) ?? 'id';
  const first = idText(items[0]?.[id]);
  const answer = first === null || idIssue(first) !== null ? null : await readOne(settings, baseUrl, first, http, now, cancel);
  return { shape: findShape(list.rule, items, id, answer, hash), lookedAt: Math.min(items.length, 20) };
}

async function readOne(settings: ResourceSettings, baseUrl: string, id: string, http: Http, now: number, cancel?: CancelSignal): Promise<HttpAnswer | null> {
  const verdict = classify(await http.send(readRequest(baseUrl, resolveResource(settings), id), cancel), false, now);
  return verdict.is === 'success' && verdict.hasBody ? verdict.answer : null;
}
