import type { Exchange, RecordFact, StageResult } from '../engine/entry';
import type { Change } from '../engine/model';
import type { Accepted, Remote, SyncRecord } from '../engine/record';
import { plain } from './sentence';
import { count } from './words';

export type Finished = Extract<RecordFact, { kind: 'finished' }>;

/** What a change is about, where it is about a record. */
export function recordFact({ entry, before, after }: Change): { readonly fact: RecordFact; readonly before: SyncRecord | undefined; readonly after: SyncRecord | undefined } | null {
  return entry.key === undefined ? null : { fact: entry.fact, before, after };
}

/** The exchange that decided how an attempt ended: its last one. */
export const deciding = ({ exchanges }: Finished): Exchange | undefined => exchanges.at(-1);

/** True for an answer with a 2xx status. */
export const isSuccess = (exchange: Exchange | undefined): boolean => typeof exchange?.status === 'number' && exchange.status >= 200 && exchange.status < 300;

/** "PUT 412, GET 200": what was sent and what came. */
export const answers = ({ exchanges }: Finished): string => exchanges.map(({ method, status }) => `${method} ${status}`).join(', ');

/** "GET, PUT /accounts/42"; "GET /accounts, PUT /accounts/42". */
export function requests({ exchanges }: Finished): string {
  const [first] = exchanges;
  const isSame = exchanges.every(({ path }) => path === first?.path);
  return plain(exchanges.map(({ method, path }, i) => (isSame && i < exchanges.length - 1 ? method : `${method} ${path}`)).join(', '));
}

/** "500 in 187 ms", "timeout after 10,000 ms". */
export const answer = ({ status, ms }: Exchange): string => `${status} ${typeof status === 'number' ? 'in' : 'after'} ${millis(ms)}`;

/** Milliseconds as a person reads them: "0.4 ms", "187 ms", "10,004 ms". */
export const millis = (ms: number): string => `${ms < 10 ? Math.round(ms * 10) / 10 : count(Math.round(ms))} ms`;

/** The result of a stage of D5; undefined where the attempt got no answer to judge. */
export const stageOf = ({ stages }: Finished, stage: StageResult['stage']): StageResult | undefined => stages.find((one) => one.stage === stage);

/** The stage that failed, V6 aside, which only decides: "V4 /creditLimit: …". */
export function failedStage({ stages, outcome }: Finished): string | undefined {
  const failed = stages.find(({ result, stage }) => result === 'failed' && stage !== 'V6');
  const issue = failed?.issue ?? (outcome.to === 'VALIDATION_FAILED' ? outcome.issues[0] : undefined);
  return issue && plain(`${failed ? `${failed.stage} ` : ''}${issue.pointer === '' ? '' : `${issue.pointer.slice(1)}: `}${issue.message}`);
}

/** How V6 read the master's version, beside `base`; null where no version was compared. */
export function relation(finished: Finished): 'newer' | 'same' | 'older' | null {
  const v6 = stageOf(finished, 'V6');
  if (v6?.result === 'passed') return 'newer';
  if (v6?.result !== 'failed') return null;
  return v6.issue?.message.includes('older') === true ? 'older' : 'same';
}

/** What the master showed, where the outcome keeps it. */
export function shown({ outcome }: Finished): Remote | undefined {
  if (outcome.to === 'SYNCED' || outcome.to === 'SKIPPED') return outcome.base;
  return outcome.to === 'VERSION_CONFLICT' ? outcome.remote : undefined;
}

/** "base 7, remote 9", "base 7, deleted there". */
export const versions = (base: Accepted | null | undefined, remote: Remote | undefined): string =>
  [`base ${versionText(base)}`, remote === null ? 'deleted there' : remote === undefined ? '' : `remote ${versionText(remote)}`].filter((text) => text !== '').join(', ');

const versionText = (accepted: Accepted | null | undefined): string => {
  const version = accepted?.version ?? null;
  return version === null ? '–' : plain(version.length > 24 ? `${version.slice(0, 8)}…` : version);
};
