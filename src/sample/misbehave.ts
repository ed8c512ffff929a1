import type { JsonObject } from '../engine/json';
import type { Accounts } from './accounts';
import { empty, problem, type Answer, type Request } from './answer';
import { seal } from './checksum';
import type { Fault } from './faults';
import { handle, show } from './handle';

/** `silence`: no answer ever; `reset`: the connection is dropped. */
export type Misbehaviour = Answer | 'silence' | 'reset';

const RETRY_AFTER = 5;
const LOGIN = '<!doctype html><html lang="en"><title>Sign in</title><h1>Sign in to continue</h1><form method="post"><input name="user"><input name="password" type="password"></form></html>';

/** Does to a request what the fault says (`FAULTS`). */
export function misbehave({ fault, retryAfter }: Fault, request: Request, accounts: Accounts): Misbehaviour {
  const wait = retryAfter === null ? {} : { headers: { 'Retry-After': String(retryAfter) } };
  switch (fault) {
    case '401':
      return problem(401, 'The credentials are not accepted.', { headers: { ...wait.headers, 'WWW-Authenticate': 'Bearer realm="sample"' } });
    case '403':
      return problem(403, 'The scope accounts.write is missing.', wait);
    case '404':
      return problem(404, 'There is no such account.', wait);
    case '409':
      return problem(409, 'Somebody else is changing this account.', wait);
    case '429':
      return problem(429, 'Too many requests.', { headers: { 'Retry-After': String(retryAfter ?? RETRY_AFTER) } });
    case '500':
      return problem(500, 'Lock wait exceeded.', wait);
    case '503':
      return problem(503, 'Down for maintenance.', { headers: { 'Retry-After': String(retryAfter ?? RETRY_AFTER) } });
    case 'timeout':
      return 'silence';
    case 'reset':
      return 'reset';
    case 'reset-after-apply':
      handle(accounts, request);
      return 'reset';
    case 'delay':
      return handle(accounts, request);
    case 'html':
      return { status: 200, headers: { 'Content-Type': 'text/html; charset=utf-8' }, body: LOGIN };
    case 'bad-json':
      return ifShown(handle(accounts, request), (answer) => ({ ...answer, body: answer.body.toString().slice(0, answer.body.length / 2) }));
    case 'empty':
      return ifShown(handle(accounts, request), () => empty(204));
    case 'missing-field':
      return disguised(handle(accounts, request), ({ name: _, ...record }) => seal(record));
    case 'wrong-type':
      return disguised(handle(accounts, request), (record) => seal({ ...record, creditLimit: JSON.stringify(record['creditLimit']) }));
    case 'wrong-status':
      return disguised(handle(accounts, request), (record) => seal({ ...record, status: 'archived' }));
    case 'wrong-checksum':
      return disguised(handle(accounts, request), (record) => ({ ...record, checksum: `sha256-${'0'.repeat(64)}` }));
    case 'stale-version': {
      const before = request.id === null ? undefined : accounts.get(request.id)?.version;
      return disguised(handle(accounts, request), (record) => seal({ ...record, version: (before ?? Number(record['version'])) - 1 }));
    }
    case 'not-applied':
      return handle(accounts, { ...request, method: 'GET', headers: {} });
    case 'same-version':
    case 'same-checksum': {
      const id = request.id ?? '';
      const before = accounts.get(id);
      return ifShown(handle(accounts, request), (answer) => {
        const row = accounts.tamper(id, before?.version ?? 1, fault === 'same-checksum' ? before?.record['checksum'] : undefined);
        return row === undefined ? answer : show(answer.status, row);
      });
    }
  }
}

/** A refusal stays as it is: there is nothing in it to spoil. */
const ifShown = (answer: Answer, spoil: (answer: Answer) => Answer): Answer => (answer.shown === undefined ? answer : spoil(answer));

/** The same answer with another record in it, or other records. */
function disguised(answer: Answer, disguise: (record: JsonObject) => JsonObject): Answer {
  return ifShown(answer, ({ shown, ...rest }) => {
    if (isList(shown)) return { ...rest, body: JSON.stringify(shown.map(disguise)) };
    const record = disguise(shown ?? {});
    return { ...rest, headers: { ...rest.headers, ETag: JSON.stringify(JSON.stringify(record['version'])) }, body: JSON.stringify(record) };
  });
}

const isList = (shown: Answer['shown']): shown is readonly JsonObject[] => Array.isArray(shown);
