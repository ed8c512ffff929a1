import type { Catalog } from '../catalog';
import { classify } from '../classify';
import { firstPage, followingPage, MOST_PAGES, readPage, resolveNext, totalOf } from '../list';
import type { JsonObject } from '../json';
import type { CancelSignal, Clock, Http } from '../ports';
import { listRequest } from '../request';
import type { Resource } from '../resource';

/** What reading a list needs. */
interface PagesContext {
  readonly http: Http;
  readonly clock: Clock;
  readonly cancel: CancelSignal;
  readonly catalog: Catalog;
}

/** One page as it was read: its records, when it was asked for, and the absolute addresses of this one and the next, null at the end. */
export interface ReadPage {
  readonly items: readonly JsonObject[];
  readonly askedAt: number;
  readonly url: string;
  readonly next: string | null;
}

/** Why the list cannot be read on, in a sentence. `isPermanent`: asking again would bring the same. */
export interface PageIssue {
  readonly issue: string;
  readonly isPermanent: boolean;
}

type Read = (ReadPage & { readonly total: number | null }) | PageIssue;

/** Pages that are on their way at once. */
const AT_ONCE = 4;

/**
 * The pages of a resource's list in order, from `start` or from the first one. Those to come are read while one is
 * compared: several where pages are numbered, so that their addresses are known beforehand, else the next one.
 * Numbered pages are asked for beyond the end only as far as the master does not say how many records it has.
 */
export async function* readPages(c: PagesContext, resource: Resource, start: string | null): AsyncGenerator<ReadPage | PageIssue, void> {
  const { list } = resource.shape;
  const seen = new Set<string>();
  const ahead: { readonly url: string; readonly page: Promise<Read> }[] = [];
  let last = '';
  const ask = (url: string): void => void ahead.push({ url: (last = url), page: readOne(c, resource, url) });
  ask(start ?? firstPage(`${c.catalog.settings.master.baseUrl}${resource.path}`, list));
  for (let first = ahead.shift(); first; first = ahead.shift()) {
    const page = await first.page;
    if ('issue' in page || page.next === null) {
      yield page; // what was asked for beyond the end is not needed
      return;
    }
    seen.add(first.url);
    if (seen.has(page.next) || seen.size >= MOST_PAGES) {
      yield page;
      yield { issue: 'The pages of the list lead in a circle.', isPermanent: true };
      return;
    }
    if (ahead.length === 0) ask(page.next);
    for (let more = followingPage(last, list, page.total); more !== null && ahead.length < AT_ONCE; more = followingPage(last, list, page.total)) ask(more);
    yield page;
  }
}

async function readOne({ http, clock, cancel }: PagesContext, resource: Resource, url: string): Promise<Read> {
  const askedAt = clock.now();
  const verdict = classify(await http.send(listRequest(url), cancel), false, clock.now());
  if (verdict.is === 'success') {
    const page = readPage(verdict.answer, resource.shape.list, url);
    if ('issue' in page) return { issue: page.issue, isPermanent: true };
    const next = page.next === null ? null : resolveNext(page.next, url);
    if (page.next !== null && next === null) return { issue: 'The next page of the list is at another origin; it was not followed.', isPermanent: false };
    return { items: page.items, askedAt, url, next, total: totalOf(verdict.answer.headers) };
  }
  const issue = verdict.is === 'failed' ? verdict.failure.message : 'message' in verdict ? verdict.message : 'The master rejected the request for its list.';
  return { issue, isPermanent: verdict.is === 'gone' || (verdict.is === 'failed' && !verdict.failure.isRetryable) };
}
