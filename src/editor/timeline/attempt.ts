import type { Exchange, StageResult } from '../../engine/entry';
import { plain } from '../../flows/sentence';
import { bytesOf, shownExchange, statusWords } from '../../flows/shown';
import { isFine } from '../../flows/why/exchanges';
import { attemptsOf, isStep, type Attempt, type JobHistory } from '../../flows/history';
import { STAGE_NAMES } from '../../flows/why/outcome';
import type { AttemptDetail, EarlierStages, ExchangeView, MessageView, StageView } from '../../protocol/timeline';

/** What the record's page needs to show exchanges. `headersOf`: all headers of a logged request, secrets redacted. */
export interface Showing {
  readonly sensitive: readonly string[];
  readonly headersOf: (exchange: Exchange) => Readonly<Record<string, string>>;
}

/** The exchanges of an attempt as they may be shown, and the one that is chosen: the one at `wanted`, else the one that decided. */
export function exchangesOf({ ended }: Attempt, wanted: number | null, sensitive: readonly string[]): { readonly exchanges: readonly Exchange[]; readonly chosen: number } {
  const exchanges = ended && isStep(ended, 'finished') ? ended.fact.exchanges.map((exchange) => shownExchange(exchange, sensitive)) : [];
  return { exchanges, chosen: wanted !== null && wanted < exchanges.length ? wanted : exchanges.length - 1 };
}

/** An attempt with its stages, and its exchanges, the chosen one in full. */
export function attemptDetail(job: JobHistory, attempt: Attempt, wanted: number | null, { sensitive, headersOf }: Showing): AttemptDetail {
  const { exchanges, chosen } = exchangesOf(attempt, wanted, sensitive);
  const ended = attempt.ended && isStep(attempt.ended, 'finished') ? attempt.ended.fact : null;
  const exchange = exchanges[chosen];
  return {
    seq: attempt.started.seq, number: attempt.number, job: job.number, times: ended?.times ?? null,
    stages: ended?.stages.map((stage) => stageView(stage, exchanges.at(-1)?.status)) ?? [],
    chosen,
    request: exchange ? requestOf(exchange, headersOf(exchange)) : null, response: exchange ? responseOf(exchange) : null,
  };
}

/** A stage says "passed" only where it looked. */
function stageView({ stage, result, issue }: StageResult, status: number | string | undefined): StageView {
  const isBad = stage === 'V1' && result === 'failed' && status !== undefined && !(typeof status === 'number' && status < 300);
  const words = isBad ? (typeof status === 'number' ? `${status}, not 2xx` : `no answer: ${plain(status)}`) : result === 'failed' ? `${issue && issue.pointer !== '' ? `${plain(issue.pointer.slice(1))}: ` : ''}${plain(issue?.message ?? 'failed')}` : result;
  return { stage, result, name: STAGE_NAMES[stage], words };
}

/** The stages of earlier jobs, newest first, to compare with. */
export function earlierStages(jobs: readonly JobHistory[], most: number): EarlierStages[] {
  const found: EarlierStages[] = [];
  for (const job of jobs.toReversed()) {
    const last = attemptsOf(job).at(-1)?.ended;
    if (found.length < most && last && isStep(last, 'finished') && last.fact.stages.length > 0) {
      const { stages } = last.fact;
      const failed = stages.find(({ result }) => result === 'failed');
      found.push({ job: job.number, words: failed ? `stops at ${failed.stage}` : `${stages.filter(({ result }) => result === 'passed').length} of ${stages.length}`, results: stages.map(({ result }) => result) });
    }
  }
  return found;
}

/** An exchange in a line. */
export const exchangeView = (exchange: Exchange): ExchangeView => {
  const { method, path, status, ms } = exchange;
  return { method, path, status: typeof status === 'number' ? String(status) : '–', cause: typeof status === 'number' ? '' : plain(status), isFine: isFine(exchange), ms };
};

const requestOf = ({ method, path, requestBody, cut }: Exchange, headers: Readonly<Record<string, string>>): MessageView => message(`${method} ${path}`, headers, requestBody, cut?.request);

function responseOf({ status, headers, body, cut }: Exchange): MessageView {
  return message(typeof status === 'number' ? `HTTP/1.1 ${status} ${statusWords(status)}`.trimEnd() : '', headers, body, cut?.answer);
}

const message = (start: string, headers: Readonly<Record<string, string>>, body: string | null, cutFrom: number | undefined): MessageView => ({
  start, headers: Object.entries(headers), body: body === '' ? null : body, bytes: bytesOf(body ?? ''), cutFrom: cutFrom ?? null,
});
