import { classify } from '../classify';
import { isClean } from '../decide';
import { hidingOf } from '../discreet';
import type { JsonObject } from '../json';
import type { KeyedFact } from '../ledger';
import type { Hash } from '../ports';
import { splitKey, type Accepted, type RecordKey, type Remote, type SyncRecord } from '../record';
import { idIssue, readRequest } from '../request';
import type { Resource } from '../resource';
import type { Seen } from '../seen';
import { validate } from '../stages';
import type { AuditContext } from './auditor';
import { isSeenBeside } from './sight';

/** What is to become of a finding: the master's side is taken, or the local one is written over it. */
export interface Fix {
  readonly key: RecordKey;
  readonly how: 'accept' | 'push';
  readonly seen: Seen;
}

/** Facts that put one finding right, or why nothing is done. Pure: `remote` is what the master shows now. */
export function decideFix(record: SyncRecord | undefined, { key, how, seen }: Fix, remote: Remote, resource: Resource, job: string, hash: Hash): readonly KeyedFact[] | { readonly refusal: string } {
  if (record && !isClean(record)) return { refusal: `${key} is edited or under way by now.` };
  if (!isSeenBeside(record?.base ?? null, remote, resource, seen, hash) && !isListed(remote, seen, record)) return { refusal: `The master shows ${shown(remote, seen, key)} by now.` };
  if (how === 'accept') {
    if (remote) return [{ key, fact: { kind: 'pulled', base: remote, fixes: true } }];
    return record ? [{ key, fact: { kind: 'removed', reason: 'gone at the master', fixes: true } }] : { refusal: `${key} is neither here nor there.` };
  }
  if (!record) return { refusal: `${key} is not here, so there is nothing to push.` };
  const { local } = record;
  if (!remote) return [{ key, fact: { kind: 'removed', reason: 'gone at the master, and created again' } }, { key, fact: { kind: 'queued', job, cause: 'correction', local, fixes: true } }];
  return [{ key, fact: { kind: 'pulled', base: remote } }, { key, fact: { kind: 'queued', job, cause: 'correction', local: over(local, remote, resource), fixes: true } }];
}

/** What is there instead of what was seen. */
function shown(remote: Remote, seen: Seen, key: RecordKey): string {
  if (!remote) return `no record ${key}`;
  if (seen.remote === 'gone') return `a record ${key}`;
  if (remote.version !== seen.version) return `${remote.version === null ? 'no version' : `version ${remote.version}`} of ${key}`;
  return `another content of ${key}${remote.version === null ? '' : ` under version ${remote.version}`}`;
}

/** A list may show a record without the version that it has; that counts only where there is nothing here that could be lost. */
const isListed = (remote: Remote, seen: Seen, record: SyncRecord | undefined): boolean => !record && remote !== null && seen.remote === 'there' && seen.version === null;

/** The local content as an edit of what the master has. */
const over = (local: JsonObject, { content }: Accepted, { uncompared }: Resource): JsonObject => ({
  ...local,
  ...Object.fromEntries(Object.entries(content).filter(([field]) => uncompared.has(field))),
});

/** What the master shows of a record now; a sentence where it cannot be read. */
export async function readNow(c: Pick<AuditContext, 'http' | 'clock' | 'catalog' | 'ledger' | 'tools'>, key: RecordKey): Promise<{ readonly remote: Remote; readonly resource: Resource } | string> {
  const { resource: name, id } = splitKey(key) ?? { resource: '', id: '' };
  const resource = c.catalog.get(name);
  const issue = resource ? idIssue(id) : `The configuration has no resource "${name}".`;
  if (!resource || issue !== null) return issue ?? '';
  const record = c.ledger.model.records.get(key);
  const verdict = classify(await c.http.send(readRequest(c.catalog.settings.master.baseUrl, resource, id)), false, c.clock.now(), record && hidingOf(record, resource));
  if (verdict.is === 'gone') return { remote: null, resource };
  if (verdict.is !== 'success') return verdict.is === 'failed' ? verdict.failure.message : `The master did not show ${key}.`;
  const { accepted, issues } = validate(verdict.answer, resource, { id, known: [] }, c.tools(resource));
  return accepted ? { remote: accepted, resource } : (issues[0]?.message ?? 'The answer is not valid.');
}
