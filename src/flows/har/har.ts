import type { Exchange } from '../../engine/entry';
import { REDACTED } from '../../engine/exchange';
import { attemptsOf, isStep, type Attempt, type JobHistory } from '../history';
import { bytesOf, shownExchange, statusWords } from '../shown';
import { startOf } from './start';
import type { Har, HarEntry, HarPair } from './types';

/** What an archive is made with. */
export interface HarParts {
  readonly creator: { readonly name: string; readonly version: string };
  /** `scheme://host[:port]` of the master. */
  readonly origin: string;
  readonly sensitive: readonly string[];
  /** All headers that a logged request was sent with, secrets redacted. */
  readonly headersOf: (exchange: Exchange) => Readonly<Record<string, string>>;
}

/**
 * The exchanges of jobs as HTTP Archive 1.2: a page for each job, oldest first. What is redacted is left out and named in a comment.
 * A replay takes the first entry that fits, so exchanges that got no answer stand last.
 */
export function harOf(key: string, jobs: readonly JobHistory[], parts: HarParts): Har {
  const entries = jobs.flatMap((job) => attemptsOf(job).flatMap((attempt) => entriesOf(job, attempt, parts)));
  const isAnswered = ({ response }: HarEntry): boolean => response.status !== 0;
  const pages = jobs.map(({ number, steps }) => ({ id: `job_${number}`, title: `${key}, job ${number}`, startedDateTime: iso(steps[0]?.at ?? 0), pageTimings: {} }));
  return { log: { version: '1.2', creator: parts.creator, pages, entries: [...entries.filter(isAnswered), ...entries.filter((entry) => !isAnswered(entry))] } };
}

function entriesOf({ number }: JobHistory, attempt: Attempt, parts: HarParts): HarEntry[] {
  const { ended } = attempt;
  if (!ended || !isStep(ended, 'finished')) return [];
  const { exchanges, times } = ended.fact;
  return exchanges.map((logged, i): HarEntry => {
    const exchange = shownExchange(logged, parts.sensitive);
    return {
      pageref: `job_${number}`,
      startedDateTime: iso(startOf(exchanges, i, times, ended.at)),
      time: exchange.ms,
      request: requestOf(exchange, parts),
      response: responseOf(exchange),
      cache: {},
      timings: { blocked: -1, dns: -1, connect: -1, send: 0, wait: exchange.ms, receive: 0, ssl: -1 },
      comment: `Attempt ${attempt.number}, entry ${ended.seq} of the sync log`,
    };
  });
}

function requestOf(exchange: Exchange, { origin, headersOf }: HarParts): HarEntry['request'] {
  const { method, path, requestBody: body, cut } = exchange;
  const [headers, comment] = shown(headersOf(exchange));
  const type = headers.find(({ name }) => name === 'content-type')?.value ?? 'application/json';
  return {
    method, url: new URL(path, origin).href, httpVersion: 'HTTP/1.1', cookies: [], headers, queryString: [], headersSize: -1, bodySize: body === null ? 0 : bytesOf(body),
    ...(body !== null && { postData: { mimeType: type, text: body, ...said(cutWords(body, cut?.request)) } }),
    ...said(comment),
  };
}

function responseOf({ status, headers: logged, body, cut }: Exchange): HarEntry['response'] {
  const answered = typeof status === 'number';
  const size = bytesOf(body ?? '');
  const lengths = { ...logged };
  // The log keeps the body as it was decoded, and may have cut it: these would lie about it.
  if (lengths['content-length'] !== String(size)) delete lengths['content-length'];
  const [headers, comment] = shown(lengths);
  return {
    status: answered ? status : 0, statusText: answered ? statusWords(status) : '', httpVersion: 'HTTP/1.1', cookies: [], headers, redirectURL: logged['location'] ?? '', headersSize: -1, bodySize: answered ? size : -1,
    content: { size, mimeType: logged['content-type'] ?? 'x-unknown', ...(body !== null && { text: body }), ...said(cutWords(body ?? '', cut?.answer)) },
    ...said(answered ? comment : `No answer: ${status}`),
  };
}

/** Headers in order, without those whose value is redacted; the second says which these are. */
function shown(headers: Readonly<Record<string, string>>): readonly [HarPair[], string] {
  const all = Object.entries(headers).map(([name, value]) => ({ name, value }));
  const redacted = all.filter(({ value }) => value === REDACTED).map(({ name }) => name);
  return [all.filter(({ value }) => value !== REDACTED), redacted.length === 0 ? '' : `Not in the log: ${redacted.join(', ')}`];
}

const cutWords = (text: string, length: number | undefined): string => (length === undefined ? '' : `Cut in the log: ${text.length} of ${length} characters`);
const said = (comment: string): { readonly comment?: string } => (comment === '' ? {} : { comment });
const iso = (at: number): string => new Date(at).toISOString();
