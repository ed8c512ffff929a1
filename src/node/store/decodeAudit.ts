import type { AuditsHead } from '../../engine/audit/audits';
import { FINDINGS, SEEN, type Finding } from '../../engine/audit/finding';
import { ENDINGS, STARTERS, type AuditBatch, type AuditFigures, type AuditRun, type AuditScope } from '../../engine/audit/run';
import { STATUSES } from '../../engine/status';
import { isBoolean, isCount, isNumber, isString, listOf, nullable, object, oneOf, pair, triple, type Check } from './check';

export const isStarter = oneOf(...STARTERS);
const isEnding = oneOf(...ENDINGS);
export const isScope: Check<AuditScope> = object({}, { resource: isString, status: oneOf(...STATUSES), keys: listOf(isString) });
const isFinding: Check<Finding> = object({
  key: isString, kind: oneOf(...FINDINGS), remote: oneOf(...SEEN), here: nullable(isString), there: nullable(isString), fields: listOf(isString), needsPerson: isBoolean, reason: isString,
}, { mark: isString });
const isBatch: Check<AuditBatch> = object({
  resource: isString, cursor: nullable(isString), ids: listOf(isString), checked: isCount, matched: isCount, left: isCount, findings: listOf(isFinding),
}, { problem: isString });
const isFigures: Check<AuditFigures> = object({
  checked: isCount, matched: isCount, left: isCount, needsPerson: isCount,
  kinds: object({ unversioned: isCount, discrepancy: isCount, orphaned: isCount, drift: isCount, missing: isCount, unchecked: isCount }),
});
const isRun: Check<AuditRun> = object({
  id: isString, startedAt: isNumber, movedAt: isNumber, by: isStarter, scope: isScope, end: nullable(object({ at: isNumber, how: isEnding, reason: nullable(isString) })), figures: isFigures, problems: listOf(isString),
});

/** What a snapshot keeps of audits. */
export const isAudits: Check<AuditsHead> = object({
  runs: listOf(isRun), findings: listOf(isFinding), reached: listOf(triple(isString, nullable(isString), listOf(isString))), ignored: listOf(pair(isString, listOf(isString))),
});

/** The facts of an audit, by kind. */
export const AUDIT_FACTS = {
  auditStarted: object({ run: isString, by: isStarter, scope: isScope }),
  audited: object({ run: isString, batch: isBatch }),
  auditEnded: object({ run: isString, how: isEnding, reason: nullable(isString) }),
  ignored: object({ resource: isString, field: isString, isIgnored: isBoolean }),
};
