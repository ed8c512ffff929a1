import { linked } from './cancel';
import { classify, messageOf } from './classify';
import type { JsonObject } from './json';
import { firstPage, followingPage, MOST_PAGES, readPage, resolveNext, totalOf } from './list';
import { numbered } from './numbered';
import type { CancelSignal, Clock, Http, HttpAnswer } from './ports';
import { listRequest } from './request';
import type { Resource } from './resource';

/** What reading a list needs. */
interface PagesContext {
  readonly http: Http;
  readonly clock: Clock;
  readonly cancel?: CancelSignal;
  readonly baseUrl: string;
}

/** One page as it was read: its records, when it was asked for, the absolute addresses of this one and the next (null at the end), and how many records the master says there are (null: it does not). */
export interface ReadPage {
  readonly items: readonly JsonObject[];
  readonly askedAt: number;
  readonly url: string;
  readonly next: string | null;
  readonly total: number | null;
}

/** Why the list cannot be read on, in a sentence: the master refuses to show one, or what it shows is none; what `failed` may go well another time. */
export interface PageIssue {
  readonly issue: string;
  readonly is: 'refused' | 'unusable' | 'failed';
  /** The master may say so of a page behind the last one. */
  readonly isBehind: boolean;
}

/** An answer that should hold a page, and the address that it came from. */
interface Answered {
  readonly url: string;
  readonly askedAt: number;
  readonly answer: HttpAnswer;
}

/** Pages that are read ahead. */
const AHEAD = 4;

/**
 * The pages of a resource's list in order, from `start` or from the first one. Those to come are asked for while one
 * is worked on, as soon as their address is known: numbered pages several at once, a page that a `Link` names when
 * the answer before it is here, others when the page before it is read.
 */
export async function* readPages(c: PagesContext, resource: Resource, start: string | null): AsyncGenerator<ReadPage | PageIssue, void> {
  const { list } = resource.shape;
  const seen = new Set<string>();
  const ahead: { readonly url: string; readonly answered: Promise<Answered | PageIssue> }[] = [];
  let last = '';
  let newest: Answered | null = null;
  let isOver = false;
  let before: ReadPage | null = null;
  let read = start === null ? 0 : -Infinity; // of a list that is gone on with, nobody counted the beginning

  const { cancel, unlink } = linked(c.cancel);
  const ask = (url: string): void => {
    const answered = getPage({ ...c, cancel }, url);
    ahead.push({ url: (last = url), answered });
    answered.then(
      (got) => {
        if ('answer' in got) newest = got;
        askOn();
      },
      () => undefined, // whoever awaits it is told
    );
  };
  const askOn = (): void => {
    for (let url = nextKnown(); url !== null && ahead.length < AHEAD && !isOver; url = nextKnown()) ask(url);
  };
  const nextKnown = (): string | null => newest && followingPage(last, list, newest.url, newest.answer.headers);

  try {
    ask(start ?? firstPage(`${c.baseUrl}${resource.path}`, list));
    for (let first = ahead.shift(); first; first = ahead.shift()) {
      const answered = await first.answered;
      await c.clock.turn();
      const shown = 'issue' in answered ? answered : pageOf(answered, resource);
      const page: ReadPage | PageIssue | null = list.style === 'page' ? numbered(shown, before, read, resource, list) : shown;
      if (page === null) return;
      if ('issue' in page || page.next === null) {
        yield page; // what was asked for beyond the end is not needed
        return;
      }
      seen.add(first.url);
      if (seen.has(page.next) || seen.size >= MOST_PAGES) {
        yield page;
        yield { issue: 'The pages of the list lead in a circle.', is: 'unusable', isBehind: false };
        return;
      }
      read += page.items.length;
      before = page;
      if (ahead.length === 0) ask(page.next);
      askOn();
      yield page;
    }
  } finally {
    isOver = true;
    unlink();
    cancel.abort(); // what was asked for ahead
  }
}

/** What masters answer to the number of a page that there is not. */
const BEHIND: ReadonlySet<number> = new Set([400, 404, 410, 416, 422]);

async function getPage({ http, clock, cancel }: PagesContext, url: string): Promise<Answered | PageIssue> {
  const askedAt = clock.now();
  const got = await http.send(listRequest(url), cancel);
  const verdict = classify(got, false, clock.now());
  if (verdict.is === 'success') return { url, askedAt, answer: verdict.answer };
  const isRefused = verdict.is === 'gone' || (verdict.is === 'failed' && !verdict.failure.isRetryable);
  return { issue: messageOf(verdict), is: isRefused ? 'refused' : 'failed', isBehind: got.kind === 'answer' && BEHIND.has(got.status) };
}

function pageOf({ url, askedAt, answer }: Answered, resource: Resource): ReadPage | PageIssue {
  const page = readPage(answer, resource.shape.list, url);
  if ('issue' in page) return { issue: page.issue, is: 'unusable', isBehind: false };
  const next = page.next === null ? null : resolveNext(page.next, url);
  if (page.next !== null && next === null) return { issue: 'The next page of the list is at another origin; it was not followed.', is: 'unusable', isBehind: false };
  return { items: page.items, askedAt, url, next, total: totalOf(answer.headers) };
}
