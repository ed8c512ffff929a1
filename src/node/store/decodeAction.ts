import type { Action, ActionResult } from '../../engine/actions';
import type { Seen } from '../../engine/seen';
import { isRule } from './decodeAlert';
import { isScope, isStarter } from './decodeAudit';
import { isBoolean, isCount, isString, listOf, nullable, object, oneOf, tagged, type Check, type Every } from './check';
import { isAccepted, isChoice, isContent, isIssue, isKey, isMode } from './decodeEntry';

/** What a person saw of a record at the master. */
export const isSeen: Check<Seen> = tagged('remote', { gone: object({}), there: object({ version: nullable(isString) }, { mark: isString }) });

const isAction: Check<Action> = tagged('type', {
  edit: object({ key: isKey, content: isContent }),
  discard: object({ key: isKey }),
  retry: object({ keys: listOf(isKey) }),
  resolve: object({ key: isKey, choice: isChoice, seen: isSeen }, { content: isContent }),
  undo: object({ key: isKey }),
  sync: object({}, { keys: listOf(isKey) }),
  idle: object({ retries: isBoolean }),
  pause: object({}),
  resume: object({}),
  mode: object({ mode: isMode }),
  pull: object({}, { resource: isString, key: isKey }),
  audit: object({ scope: isScope, by: isStarter }),
  cancelAudit: object({}),
  ignore: object({ resource: isString, field: isString, isIgnored: isBoolean }),
  fix: object({ fixes: listOf(object({ key: isKey, how: oneOf('accept', 'push'), seen: isSeen })) }),
  look: object({ key: isKey }),
  detect: object({}),
  mute: object({ rule: isRule, ms: isCount }),
  clear: object({}),
} satisfies Every<Action['type']>);

/** An action from another process; a sentence where it is none. */
export const decodeAction = (value: unknown): Action | string =>
  isAction(value) ? value : 'The request is not an action that this version knows.';

const isPull = object({ read: isCount, added: isCount, changed: isCount, kept: isCount, removed: isCount, isComplete: isBoolean });
const isSuccess = object({ ok: oneOf(true), message: isString }, { pulled: isPull, run: isString, remote: nullable(isAccepted) });
const isRefusal = object({ ok: oneOf(false), message: isString }, { pulled: isPull, run: isString, issues: listOf(isIssue), concerns: isCount });

/** What another process answered; a sentence where it is no answer. */
export const decodeResult = (value: unknown): ActionResult | string =>
  isSuccess(value) || isRefusal(value) ? value : 'The answer cannot be understood.';
