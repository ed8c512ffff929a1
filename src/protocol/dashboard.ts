import { ALERT_RULES, type AlertRule } from '../engine/alerts/alert';
import type { Before } from '../engine/metrics/before';
import { PHASES, type Phase } from '../engine/metrics/cell';
import type { Duration, Figures } from '../engine/metrics/figures';
import { TASKS, type Task } from '../engine/schedule/tasks';
import { isStatus, STATUSES, type Status } from '../engine/status';
import { isFacts, type Facts } from './dashboardFacts';
import { isCount, isList, isOneOf, isRecord, isText } from './guards';

export { PHASES, type Duration, type Phase };

/** Messages between the editor and the dashboard (D7). Every push is a complete snapshot; each direction has its decoder, which answers null to what it does not know. */

/** The windows of the figures, all until now. */
export const WINDOWS = ['1h', '24h', '7d', '30d'] as const;
export type Window = (typeof WINDOWS)[number];

/** What the person looks at; kept over a reload. */
export interface Choice {
  readonly window: Window;
  /** Null: all of them. */
  readonly resource: string | null;
  /** Of the duration line. */
  readonly phase: Phase;
}
export const FIRST_CHOICE: Choice = { window: '1h', resource: null, phase: 'http' };

/** How the connection stands; `closed`: there is no session. */
export const CONNECTIONS = ['connected', 'manual', 'readOnly', 'follower', 'paused', 'notApproved', 'closed'] as const;

/** The connection in words. */
export interface ConnectionView {
  readonly kind: (typeof CONNECTIONS)[number];
  /** Host and port of the master, '' without a session. */
  readonly host: string;
  readonly state: string;
  readonly why: string;
  /** Title of what leads on. */
  readonly action: string;
}

/** Figures as the engine has them (`Figures`), where all nine statuses are a list. */
export interface FiguresView extends Pick<Figures, 'step' | 'withoutJob' | 'successRate' | 'endedRate' | 'retries' | 'throughput' | 'durations' | 'oldestPending' | 'patterns' | 'otherErrors' | 'recentErrors'> {
  readonly counts: readonly { readonly status: Status; readonly count: number }[];
  /** Jobs that ended in the window, and of these the ones that `endedRate` is of. */
  readonly ended: number;
  readonly judged: number;
  readonly points: readonly { readonly at: number; readonly duration: Duration | null }[];
  /** What `endedRate` is compared with. */
  readonly before: Before;
}

/** To the page. */
export interface Snapshot {
  readonly type: 'snapshot';
  /** ms since 1970. */
  readonly at: number;
  readonly choice: Choice;
  /** Names of the resources that there are. */
  readonly resources: readonly string[];
  readonly connection: ConnectionView;
  /** True when a pull would fill an empty store. */
  readonly canPull: boolean;
  /** Under this success rate, 0 to 1, the dashboard warns (D7: 0.9). */
  readonly enough: number;
  /** Null: no session is open. */
  readonly figures: FiguresView | null;
  /** Null: no session is open. */
  readonly facts: Facts | null;
}

/** Names of the phases of an attempt. */
export const PHASE_NAMES: Readonly<Record<Phase, string>> = { queued: 'Queued', commit: 'Commit', http: 'HTTP', validation: 'Validation' };

/** Lists of records that no status names. */
export const LISTS = ['failed', 'ended', 'judged', 'edited', 'unedited', 'all'] as const;
export type List = (typeof LISTS)[number];

/** Requests of the page that carry nothing. */
const PLAIN = ['connect', 'pull', 'openAlerts', 'openSchedules', 'openToken', 'openFound'] as const;

/** To the editor. Ids only: a page never names a URL, path or command. */
export type ToEditor =
  /** `choice`: what the person looked at before a reload. */
  | { readonly type: 'ready'; readonly choice: Choice | null }
  | { readonly type: 'choose'; readonly choice: Choice }
  | { readonly type: 'openStatus'; readonly status: Status }
  | { readonly type: 'openList'; readonly list: List }
  | { readonly type: 'openRecord'; readonly key: string }
  /** Records with attempts whose phase took at least so long, ms. */
  | { readonly type: 'openSlow'; readonly phase: Phase; readonly least: number }
  /** `key`: the newest of the pattern. */
  | { readonly type: 'openPattern'; readonly code: string; readonly text: string; readonly key: string }
  /** Runs a background job now. */
  | { readonly type: 'run'; readonly task: Task }
  /** Mutes a rule of alerts for an hour, or lets it alert again. */
  | { readonly type: 'mute'; readonly rule: AlertRule; readonly isMuted: boolean }
  | { readonly type: (typeof PLAIN)[number] }
  | { readonly type: 'failed'; readonly message: string };

/** UTF-16 units; an id is as long as its master likes. */
const LONGEST_KEY = 10_000;
const LONGEST_TEXT = 2_000;

/** Decodes what came from the page. */
export function decodeToEditor(value: unknown): ToEditor | null {
  if (!isRecord(value)) return null;
  const { type, choice, status, list, key, code, text, message, task, rule, isMuted, phase, least } = value;
  if (isOneOf(type, PLAIN)) return { type };
  switch (type) {
    case 'ready':
      return choice === null || isChoice(choice) ? { type, choice } : null;
    case 'choose':
      return isChoice(choice) ? { type, choice } : null;
    case 'openStatus':
      return isStatus(status) ? { type, status } : null;
    case 'openList':
      return isOneOf(list, LISTS) ? { type, list } : null;
    case 'openRecord':
      return isKey(key) ? { type, key } : null;
    case 'openSlow':
      return isOneOf(phase, PHASES) && isAmount(least) ? { type, phase, least } : null;
    case 'openPattern':
      return isWords(code) && isWords(text) && isKey(key) ? { type, code, text, key } : null;
    case 'run':
      return isOneOf(task, TASKS) ? { type, task } : null;
    case 'mute':
      return isOneOf(rule, ALERT_RULES) && typeof isMuted === 'boolean' ? { type, rule, isMuted } : null;
    case 'failed':
      return isWords(message) ? { type, message } : null;
    default:
      return null;
  }
}

/** Decodes what came from the editor: a whole snapshot, or nothing. */
export function decodeToPage(value: unknown): Snapshot | null {
  if (!isRecord(value) || value['type'] !== 'snapshot') return null;
  const { at, choice, resources, connection, canPull, enough, figures, facts } = value;
  if (!isAmount(at) || !isChoice(choice) || !isList(resources, isWords) || !isConnection(connection) || typeof canPull !== 'boolean' || enough === null || !isRate(enough)) return null;
  return (figures === null || isFigures(figures)) && (facts === null || isFacts(facts)) ? { type: 'snapshot', at, choice, resources, connection, canPull, enough, figures, facts } : null;
}

/** True for what a person can look at. */
export const isChoice = (value: unknown): value is Choice =>
  isRecord(value) && isOneOf(value['window'], WINDOWS) && (value['resource'] === null || isWords(value['resource'])) && isOneOf(value['phase'], PHASES);

const isWords = (value: unknown): value is string => isText(value, LONGEST_TEXT);
const isKey = (value: unknown): value is string => isText(value, LONGEST_KEY);
const isAmount = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;
const isRate = (value: unknown): value is number | null => value === null || (isAmount(value) && value <= 1);
const isBefore = (value: unknown): boolean => isRecord(value) && isAmount(value['from']) && isAmount(value['to']) && isRate(value['rate']) && isCount(value['judged']);

const isConnection = (value: unknown): value is ConnectionView =>
  isRecord(value) && isOneOf(value['kind'], CONNECTIONS) && [value['host'], value['state'], value['why'], value['action']].every(isWords);
const isDuration = (value: unknown): boolean => value === null || (isRecord(value) && isCount(value['count']) && [value['average'], value['p50'], value['p95'], value['p99']].every(isAmount));
const isCounted = (value: unknown): value is FiguresView['counts'][number] => isRecord(value) && isStatus(value['status']) && isCount(value['count']);
const isPoint = (value: unknown): value is FiguresView['points'][number] => isRecord(value) && isAmount(value['at']) && isDuration(value['duration']);
const isPattern = (value: unknown): value is FiguresView['patterns'][number] =>
  isRecord(value) && isWords(value['code']) && isWords(value['text']) && isCount(value['count']) && isAmount(value['lastAt']) && isKey(value['key']);
const isError = (value: unknown): value is FiguresView['recentErrors'][number] =>
  isRecord(value) && isAmount(value['at']) && isKey(value['key']) && isStatus(value['status']) && isWords(value['code']) && isWords(value['message']);

function isFigures(value: unknown): value is FiguresView {
  if (!isRecord(value)) return false;
  const { counts, durations, oldestPending: oldest } = value;
  return (
    isList(counts, isCounted) && counts.length === STATUSES.length &&
    isRecord(durations) && PHASES.every((phase) => isDuration(durations[phase])) &&
    (oldest === null || (isRecord(oldest) && isKey(oldest['key']) && isAmount(oldest['since']))) &&
    isOneOf(value['step'], ['minute', 'hour', 'day']) &&
    [value['withoutJob'], value['ended'], value['judged'], value['retries'], value['otherErrors']].every(isCount) &&
    isRate(value['successRate']) && isRate(value['endedRate']) && isAmount(value['throughput']) && isBefore(value['before']) &&
    isList(value['points'], isPoint) && isList(value['patterns'], isPattern) && isList(value['recentErrors'], isError)
  );
}
