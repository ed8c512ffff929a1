import type { EngineFact, Entry, RecordFact } from '../engine/entry';

/** What an entry of the log says, in a line of plain text. Holds no record content. */
export const entryText = (entry: Entry): string => (entry.key === undefined ? aboutEngine(entry.fact) : aboutRecord(entry.fact));

function aboutRecord(fact: RecordFact): string {
  switch (fact.kind) {
    case 'pulled':
      return `pulled as version ${fact.base.version ?? '?'}`;
    case 'removed':
      return `removed: ${fact.reason}`;
    case 'edited':
      return 'edited; folds into the present job';
    case 'queued':
      return `PENDING, by ${fact.cause}`;
    case 'discarded':
      return 'edit discarded';
    case 'hastened':
      return 'retry is due now';
    case 'resolved':
      return `PENDING, conflict resolved with ${fact.choice}${fact.by === 'rule' ? ' by rule' : ''}${fact.fields.length > 0 ? `: ${fact.fields.join(', ')}` : ''}`;
    case 'undone':
      return 'resolution undone, both sides are back';
    case 'sighted':
      return fact.remote ? `seen at the master: version ${fact.remote.version ?? '?'}` : 'seen at the master: deleted';
    case 'started':
      return `PROCESSING, attempt ${fact.attempt}`;
    case 'unstarted':
      return `ERROR, cannot start: ${fact.failure.message}`;
    case 'recovered':
      return 'ERROR → RETRY_PENDING: interrupted, the master is asked first';
    case 'finished': {
      const { outcome, exchanges, next, warning } = fact;
      const via = outcome.to === 'RETRY_PENDING' || outcome.to === 'DEAD_LETTER' ? `ERROR → ${outcome.to}` : outcome.to;
      const why = 'failure' in outcome ? outcome.failure.message : 'issues' in outcome ? outcome.issues.map((issue) => `${issue.pointer} ${issue.message}`.trim()).join(' ') : outcome.reason;
      const sent = exchanges.map(({ method, path, status, ms }) => `${method} ${path} ${status} ${ms} ms`).join(', ');
      return `${via}: ${why}${sent ? ` [${sent}]` : ''}${next ? ' A newer edit goes on: PENDING.' : ''}${warning ? ` Warning: ${warning}` : ''}`;
    }
  }
}

function aboutEngine(fact: EngineFact): string {
  switch (fact.kind) {
    case 'paused':
      return `paused (${fact.pause.cause}): ${fact.pause.reason}`;
    case 'resumed':
      return `resumed by ${fact.by}`;
    case 'mode':
      return `${fact.mode} mode`;
    case 'found':
      return `${fact.resource}: shape found by looking at ${fact.lookedAt} records`;
    case 'listed':
      return `${fact.resource}: list read, ${fact.records} records`;
    case 'cleared':
      return 'store cleared';
    case 'ran':
      return `${fact.task} runs${fact.isLate ? ', late: it was missed' : ''}`;
    case 'owed':
      return `${fact.task} could do nothing, and is due again`;
    case 'scheduled':
      return fact.pattern === null ? `${fact.task} is switched off` : `${fact.task} is scheduled: ${fact.pattern}`;
    case 'alerted':
      return `alert (${fact.alert.level})${fact.isHeld ? ', held for quiet hours' : fact.isMuted ? ', muted' : ''}: ${fact.alert.text}`;
    case 'routed':
      return `${fact.alerts.length === 1 ? 'alert' : `${fact.alerts.length} alerts`} to ${fact.route}: ${fact.problem ?? 'delivered'}`;
    case 'muted':
      return fact.until === null ? `${fact.rule} alerts again` : `alerts of ${fact.rule} are muted until ${new Date(fact.until).toISOString()}`;
    case 'auditStarted':
      return `reconciliation started by ${fact.by}`;
    case 'audited':
      return `reconciliation: ${fact.batch.checked} of ${fact.batch.resource} compared, ${fact.batch.findings.length} findings`;
    case 'auditEnded':
      return `reconciliation ${fact.how}${fact.reason === null ? '' : `: ${fact.reason}`}`;
    case 'ignored':
      return `reconciliation ${fact.isIgnored ? 'leaves out' : 'compares'} ${fact.field} of ${fact.resource}`;
  }
}
