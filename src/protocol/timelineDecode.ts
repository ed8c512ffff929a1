import { STAGES } from '../engine/entry';
import { isStatus } from '../engine/status';
import { TONES } from '../flows/why/decision';
import { isCount, isList, isOneOf, isRecord, isText } from './guards';
import { PLAIN, PRIMARY, SEGMENTS, type AttemptDetail, type AttemptView, type BarView, type Choice, type Decision, type EarlierStages, type ExchangeView, type JobView, type MessageView, type Next, type Part, type RecordView, type Segment, type StageView, type ToEditor, type ToPage } from './timeline';

/** UTF-16 units; an id is as long as its master likes, a body as `log.bodyLimitKiB` says at most. */
const LONGEST_KEY = 10_000;
const LONGEST_TEXT = 4_000;
const LONGEST_BODY = 131_072;

/** Decodes what came from the page; null for what it does not know. */
export function decodeToEditor(value: unknown): ToEditor | null {
  if (!isRecord(value)) return null;
  const { type, choice, seq, message } = value;
  if (isOneOf(type, PLAIN)) return { type };
  switch (type) {
    case 'ready':
      return choice === null || isChoice(choice) ? { type, choice } : null;
    case 'choose':
      return isChoice(choice) ? { type, choice } : null;
    case 'pickRecord':
      return { type };
    case 'openEntry':
      return isCount(seq) ? { type, seq } : null;
    case 'failed':
      return isWords(message) ? { type, message } : null;
    default:
      return null;
  }
}

/** Decodes what came from the editor: a whole snapshot, or nothing. */
export function decodeToPage(value: unknown): ToPage | null {
  if (!isRecord(value)) return null;
  if (value['type'] === 'reveal') return { type: 'reveal' };
  if (value['type'] !== 'snapshot') return null;
  const { at, choice, record, notice, bodyLimitKiB } = value;
  if (!isAmount(at) || !isChoice(choice) || !(notice === null || isWords(notice)) || !isAmount(bodyLimitKiB)) return null;
  return record === null || isRecordView(record) ? { type: 'snapshot', at, choice, record, notice, bodyLimitKiB } : null;
}

/** True for what a person can look at. */
export function isChoice(value: unknown): value is Choice {
  if (!isRecord(value)) return false;
  const { key, jobs, attempt, exchange } = value;
  return (key === null || isText(key, LONGEST_KEY)) && isCount(jobs) && isCountOrNull(attempt) && isCountOrNull(exchange);
}

const isWords = (value: unknown): value is string => isText(value, LONGEST_TEXT);
const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';
const isAmount = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;
const isCountOrNull = (value: unknown): value is number | null => value === null || isCount(value);
const isAmountOrNull = (value: unknown): value is number | null => value === null || isAmount(value);
const isIcon = (value: unknown): value is string => isText(value, 40) && /^[a-z-]+$/.test(value);
const isTone = (value: unknown): boolean => isOneOf(value, TONES);
const RESULTS = ['passed', 'failed', 'not configured', 'not reached'] as const;
const isResult = (value: unknown): value is (typeof RESULTS)[number] => isOneOf(value, RESULTS);

const isPart = (value: unknown): value is Part => isWords(value) || (isRecord(value) && ('at' in value ? isAmount(value['at']) : isWords(value['value'])));
const isDecision = (value: unknown): value is Decision =>
  isRecord(value) && isIcon(value['icon']) && isTone(value['tone']) && isWords(value['title']) && isList(value['detail'], isPart) && isAmount(value['at']) && isCount(value['seq']) && isFlag(value['isLogged']);
const isNext = (value: unknown): value is Next =>
  isRecord(value) && isIcon(value['icon']) && isTone(value['tone']) && isWords(value['title']) && isList(value['detail'], isPart) && (!('dueAt' in value) || isAmount(value['dueAt']));
const isBar = (value: unknown): value is BarView => isRecord(value) && isWords(value['lead']) && isAmountOrNull(value['dueAt']) && isAmount(value['from']) && isList(value['rest'], isPart);
const isSegment = (value: unknown): value is Segment => isRecord(value) && isOneOf(value['phase'], SEGMENTS) && isAmount(value['from']) && isAmount(value['to']);
const isAttempt = (value: unknown): value is AttemptView =>
  isRecord(value) && isCount(value['seq']) && isCount(value['number']) && isIcon(value['icon']) && isTone(value['tone']) && isWords(value['words']) && isList(value['segments'], isSegment) && isWords(value['total']) && isList(value['exchanges'], isExchange);
const isPlanned = (value: unknown): boolean => value === null || (isRecord(value) && isCount(value['number']) && isAmount(value['at']));
const isJob = (value: unknown): value is JobView =>
  isRecord(value) && isCount(value['number']) && isStatus(value['status']) && isAmount(value['at']) && isWords(value['words']) && isList(value['attempts'], isAttempt) && isPlanned(value['planned']);
const isStage = (value: unknown): value is StageView => isRecord(value) && isOneOf(value['stage'], STAGES) && isResult(value['result']) && isWords(value['name']) && isWords(value['words']);
const isEarlier = (value: unknown): value is EarlierStages => isRecord(value) && isCount(value['job']) && isWords(value['words']) && isList(value['results'], isResult);
const isExchange = (value: unknown): value is ExchangeView =>
  isRecord(value) && isWords(value['method']) && isText(value['path'], LONGEST_KEY) && isWords(value['status']) && isWords(value['cause']) && isFlag(value['isFine']) && isAmount(value['ms']);
const isHeader = (value: unknown): value is readonly [string, string] => Array.isArray(value) && value.length === 2 && isWords(value[0]) && isText(value[1], 100_000);
const isMessage = (value: unknown): value is MessageView =>
  isRecord(value) && isText(value['start'], LONGEST_KEY) && isList(value['headers'], isHeader) && (value['body'] === null || isText(value['body'], LONGEST_BODY)) && isCount(value['bytes']) && isCountOrNull(value['cutFrom']);
const isTimes = (value: unknown): boolean => value === null || (isRecord(value) && [value['queued'], value['commit'], value['http'], value['validation']].every(isAmount));

function isDetail(value: unknown): value is AttemptDetail {
  if (!isRecord(value)) return false;
  const { seq, number, job, stages, times, chosen, request, response } = value;
  return (
    isCount(seq) && isCount(number) && isCount(job) && isList(stages, isStage) && isTimes(times) && (chosen === -1 || isCount(chosen)) &&
    (request === null || isMessage(request)) && (response === null || isMessage(response))
  );
}

const isWhy = (value: unknown): value is RecordView['why'] =>
  isRecord(value) && isCountOrNull(value['job']) && isFlag(value['isNewest']) && isList(value['decisions'], isDecision) && isList(value['next'], isNext);

function isRecordView(value: unknown): value is RecordView {
  if (!isRecord(value)) return false;
  const { key, name, status, facts, syncedAt, bar, primary, canDiscard, canCompare, canExport, why, jobs, olderJobs, attempt, earlier } = value;
  return (
    isText(key, LONGEST_KEY) && isText(name, 200) && isStatus(status) && isList(facts, isWords) && isAmount(syncedAt) && isBar(bar) && isOneOf(primary, PRIMARY) && isFlag(canDiscard) && isFlag(canCompare) && isFlag(canExport) &&
    isWhy(why) && isList(jobs, isJob) && isCount(olderJobs) && (attempt === null || isDetail(attempt)) && isList(earlier, isEarlier)
  );
}
