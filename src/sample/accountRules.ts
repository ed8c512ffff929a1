import { isObject, type Json, type JsonObject } from '../engine/json';
import { ACCOUNT_STATUSES, ACCOUNT_TIERS } from './data';

interface FieldRule {
  readonly isRequired: boolean;
  readonly must: string;
  readonly holds: (value: Json) => boolean;
}

const isText = (value: Json | undefined): boolean => typeof value === 'string' && value.trim() !== '';

const RULES: Readonly<Record<string, FieldRule>> = {
  name: { isRequired: true, must: 'be a text that is not empty', holds: isText },
  email: { isRequired: true, must: 'be an e-mail address', holds: (value) => typeof value === 'string' && /^[^@\s]+@[^@\s]+$/.test(value) },
  status: { isRequired: true, must: `be one of ${ACCOUNT_STATUSES.join(', ')}`, holds: (value) => ACCOUNT_STATUSES.some((status) => status === value) },
  tier: { isRequired: true, must: `be one of ${ACCOUNT_TIERS.join(', ')}`, holds: (value) => ACCOUNT_TIERS.some((tier) => tier === value) },
  creditLimit: { isRequired: true, must: 'be a number from 0 on', holds: (value) => typeof value === 'number' && value >= 0 },
  owner: { isRequired: false, must: 'be an object with the texts id and name', holds: (value) => isObject(value) && isText(value['id']) && isText(value['name']) },
  tags: { isRequired: false, must: 'be a list of texts', holds: (value) => Array.isArray(value) && value.every(isText) },
};

/** What the master refuses about an account, as the `errors` of a problem (RFC 9457). Unknown fields are taken. */
export function findErrors(id: string, content: JsonObject): { pointer: string; detail: string }[] {
  const errors = Object.entries(RULES).flatMap(([field, { isRequired, must, holds }]) => {
    const value = content[field];
    if (value === undefined) return isRequired ? [{ pointer: `#/${field}`, detail: `${field} is missing` }] : [];
    return holds(value) ? [] : [{ pointer: `#/${field}`, detail: `${field} must ${must}` }];
  });
  const given = content['id'];
  return given === undefined || given === id ? errors : [{ pointer: '#/id', detail: `id must be ${JSON.stringify(id)}, as in the address` }, ...errors];
}
