import { PATTERNS, type Cell, type End, type Pattern, type Phase } from '../../engine/metrics/cell';
import { LAST_BIN, type Histogram } from '../../engine/metrics/histogram';
import type { RecentError } from '../../engine/metrics/mishap';
import type { Row } from '../../engine/metrics/rollup';
import { isStatus } from '../../engine/status';
import { isCount, isNumber, isString, listOf, object, oneOf, type Check, type Every } from './check';
import { isKey } from './decodeEntry';

const isBins: Check<number[]> = (value): value is number[] => Array.isArray(value) && value.every(isCount);
const isPlainHistogram = object({ count: isCount, us: isNumber, from: isCount, bins: isBins });
const isHistogram: Check<Histogram> = (value): value is Histogram => isPlainHistogram(value) && value.from + value.bins.length <= LAST_BIN + 1;

const isPattern: Check<Pattern> = object({ code: isString, text: isString, count: isCount, lastAt: isNumber, key: isKey });
const isPatterns = listOf(isPattern);

const isCell: Check<Cell> = object({
  ended: object({ SYNCED: isCount, SKIPPED: isCount, VALIDATION_FAILED: isCount, DEAD_LETTER: isCount, ERROR: isCount, VERSION_CONFLICT: isCount } satisfies Every<End>),
  retries: isCount,
  phases: object({ queued: isHistogram, commit: isHistogram, http: isHistogram, validation: isHistogram } satisfies Every<Phase>),
  patterns: (value): value is readonly Pattern[] => isPatterns(value) && value.length <= PATTERNS,
  others: isCount,
});
const isRow: Check<Row> = object({ resource: isString, span: oneOf('minute', 'hour', 'day'), start: isNumber, cell: isCell });

/** A row of the rollup from a snapshot; null for anything else. */
export const decodeRow = (value: unknown): Row | null => (isRow(value) ? value : null);

export const isRecentError: Check<RecentError> = object({ at: isNumber, key: isKey, status: isStatus, code: isString, message: isString });
