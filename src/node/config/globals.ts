import { STANDARD, TASKS, type Task } from '../../engine/schedule/tasks';
import type { RetrySettings, Settings } from '../../engine/settings';
import { complainAboutPattern } from '../cron';
import type { ConfigNode, Range } from './node';

const WHOLE = 'whole number';
const SECONDS = 'number of seconds';
const toMs = (seconds: number): number => Math.round(seconds * 1000);

/** Seconds in the file (reliability 4.7). */
const TIMEOUTS = {
  connect: { standard: 10, min: 1, max: 60 },
  headers: { standard: 30, min: 1, max: 300 },
  body: { standard: 15, min: 1, max: 300 },
  total: { standard: 60, min: 5, max: 600 },
} as const;

/** No wait is longer than 15 minutes (reliability F18). */
const MAX_WAIT = 900;

const RETRY: Record<'retries' | 'base' | 'factor' | 'cap', Range> = {
  retries: { min: 0, max: 10, what: WHOLE },
  base: { min: 0.001, max: MAX_WAIT, what: SECONDS },
  factor: { min: 1, max: 100, what: 'number' },
  cap: { min: 0.001, max: MAX_WAIT, what: SECONDS },
};

/** Reads `sync`. */
export function decodeSync(node: ConfigNode | undefined): Settings['sync'] {
  const fields = node?.fields(['mode', 'readOnly', 'concurrency']);
  return {
    mode: fields?.get('mode')?.choice(['auto', 'manual'] as const) ?? 'auto',
    readOnly: fields?.get('readOnly')?.boolean() ?? false,
    concurrency: fields?.get('concurrency')?.number({ min: 1, max: 64, what: WHOLE }) ?? 4,
  };
}

/** Reads `timeouts`: seconds become milliseconds. */
export function decodeTimeouts(node: ConfigNode | undefined): Settings['timeouts'] {
  const fields = node?.fields(Object.keys(TIMEOUTS));
  const read = (name: keyof typeof TIMEOUTS): number =>
    toMs(fields?.get(name)?.number({ ...TIMEOUTS[name], what: SECONDS }) ?? TIMEOUTS[name].standard);
  return { connect: read('connect'), headers: read('headers'), body: read('body'), total: read('total') };
}

/** Reads `retry` (D8): seconds become milliseconds. A wait that grows beyond 15 minutes is said. */
export function decodeRetry(node: ConfigNode | undefined): RetrySettings {
  const fields = node?.fields([...Object.keys(RETRY), 'jitter']);
  const read = (name: keyof typeof RETRY): number | undefined => fields?.get(name)?.number(RETRY[name]);
  const [retries, base, factor, cap] = [read('retries') ?? 3, read('base') ?? 1, read('factor') ?? 5, read('cap')];
  const longest = base * factor ** retries;
  if (cap === undefined && retries > 0 && longest > MAX_WAIT) {
    node?.warnAtKey(`The last retry would wait ${Math.round(longest)} seconds (base × factor^${retries}): no wait is longer than ${MAX_WAIT}. Give "cap" to choose the limit.`);
  }
  return {
    retries,
    baseMs: toMs(base),
    factor,
    capMs: toMs(cap ?? MAX_WAIT),
    jitter: fields?.get('jitter')?.choice(['none', 'equal', 'full'] as const) ?? 'none',
  };
}

/** Reads `audit`. */
export function decodeAudit(node: ConfigNode | undefined): Settings['audit'] {
  return { rate: node?.fields(['rate'])?.get('rate')?.number({ min: 0.1, max: 1_000, what: 'number of reads per second' }) ?? 20 };
}

/** Reads `log`: KiB of a body become UTF-16 units. An entry has room for 128 Ki of bodies (`fitting` in `engine/exchange.ts`). */
export function decodeLog(node: ConfigNode | undefined): Settings['log'] {
  return { bodyLimit: 1_024 * (node?.fields(['bodyLimitKiB'])?.get('bodyLimitKiB')?.number({ min: 0, max: 128, what: WHOLE }) ?? 64) };
}

/** Reads `schedules`: a cron pattern for each background job, or false. */
export function decodeSchedules(node: ConfigNode | undefined): Settings['schedules'] {
  const fields = node?.fields(TASKS);
  const read = (task: Task): string | null => {
    const field = fields?.get(task);
    if (!field) return STANDARD[task];
    if (field.node.value === false) return null;
    const pattern = field.text('a cron pattern, as in "0 2 * * 0" (Sunday at 02:00), or false') ?? STANDARD[task];
    const complaint = complainAboutPattern(pattern);
    if (complaint !== null) field.error(complaint);
    return pattern;
  };
  return { sweep: read('sweep'), anomalies: read('anomalies'), reconciliation: read('reconciliation') };
}

/** Reads `conflicts`. */
export function decodeConflicts(node: ConfigNode | undefined): Settings['conflicts'] {
  const fields = node?.fields(['concurrentEdit', 'autoMerge']);
  return {
    concurrentEdit: fields?.get('concurrentEdit')?.choice(['rebase', 'conflict'] as const) ?? 'rebase',
    autoMerge: fields?.get('autoMerge')?.choice(['never', 'disjoint'] as const) ?? 'never',
  };
}
