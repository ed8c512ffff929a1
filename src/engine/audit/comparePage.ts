import type { JsonObject } from '../json';
import { keyOf } from '../record';
import { idIssue } from '../request';
import type { Resource } from '../resource';
import { idText } from '../stages';
import type { AuditContext } from './auditor';
import { isAudited, unchecked, type Finding } from './finding';
import { compareListed } from './listed';
import type { Outage } from './outage';
import type { AuditBatch } from './run';

/** Records of one page, and where the run goes on behind them. */
interface Part {
  readonly items: readonly JsonObject[];
  readonly askedAt: number;
  readonly cursor: string | null;
}

/** Of records without an id, one finding stands for all. */
const NAMELESS = 'The list shows a record without an id, of which nothing can be told.';
/** What is shown of an id that is too long to have an address. */
const LONGEST = 100;

/** Compares one page with the store as it is now. `seen`: ids of the pages before it; its own are added. */
export function comparePage(c: Pick<AuditContext, 'ledger' | 'tools' | 'proven'>, resource: Resource, { items, askedAt, cursor }: Part, seen: Set<string>, outage: Outage): AuditBatch {
  const { model } = c.ledger;
  const context = { resource, tools: c.tools(resource), ignored: model.audits.ignored(resource.name), proven: c.proven };
  const findings: Finding[] = [];
  const ids: string[] = [];
  let [matched, left] = [0, 0];
  for (const content of items) {
    const id = idText(content[resource.shape.id]) ?? '';
    if (id === '') outage.failed(NAMELESS, false);
    if (seen.has(id)) continue;
    const key = keyOf(resource.name, id);
    const record = model.records.get(key);
    const issue = record ? null : idIssue(id);
    if (issue !== null) {
      findings.push(unchecked(keyOf(resource.name, id.slice(0, LONGEST)), null, id === '' ? NAMELESS : issue, false));
      seen.add(id);
      if (id === '') ids.push(id);
      continue;
    }
    if (record && (!isAudited(record) || record.confirmedAt > askedAt)) left += 1; // moving: what the list shows may be older than what is here
    else {
      const finding = compareListed(key, record, content, context);
      if (finding === 'less') continue; // it is read by itself
      if (finding) findings.push(finding);
      else matched += 1;
    }
    seen.add(id);
    ids.push(id);
  }
  const failed = findings.filter(({ kind }) => kind === 'unchecked');
  const checked = matched + findings.length - failed.length;
  outage.passed(checked);
  for (const { key, reason } of failed) if (key !== keyOf(resource.name, '')) outage.failed(reason, false);
  return { resource: resource.name, cursor, ids, checked, matched, left, findings };
}
