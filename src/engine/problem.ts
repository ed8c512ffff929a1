import { asItIs, type Hide } from './hide';
import { isObject, type Json } from './json';
import { parseStrict } from './parse';
import type { HttpAnswer, Issue } from './ports';

/** What an error answer says about itself (RFC 9457, or the common `message` and `errors` of other APIs). Text from outside: show it as plain text only. */
export interface Problem {
  readonly title: string | null;
  readonly issues: readonly Issue[];
}

const LONGEST = 300;

/** Reads the problem of an error answer, blanking what is to be hidden; an answer that is no JSON has none. */
export function readProblem(answer: HttpAnswer, hide: Hide = asItIs): Problem {
  const parsed = /[/+]json\b/.test(answer.headers['content-type'] ?? '') ? parseStrict(answer.body) : null;
  if (!parsed?.ok || !isObject(parsed.value)) return { title: null, issues: [] };
  const body = parsed.value;
  const text = (value: Json | undefined): string | null => (typeof value === 'string' && value.trim() !== '' ? hide(value).trim().slice(0, LONGEST) : null);
  const title = text(body['detail']) ?? text(body['title']) ?? text(body['message']) ?? text(body['error']);
  return { title, issues: issuesOf(body['errors'], text) };
}

/** `errors` as RFC 9457's example has them, as a list with `field`, or as an object of field → message(s). */
function issuesOf(errors: Json | undefined, text: (value: Json | undefined) => string | null): Issue[] {
  if (Array.isArray(errors)) {
    return (errors as readonly Json[]).filter(isObject).flatMap((e) => {
      const message = text(e['detail']) ?? text(e['message']) ?? text(e['title']);
      const pointer = pointerOf(text(e['pointer'] ?? e['field'] ?? e['path'] ?? e['name']));
      return message !== null && pointer !== null ? [{ pointer, message }] : [];
    });
  }
  if (!isObject(errors)) return [];
  return Object.entries(errors).flatMap(([field, value]) => {
    const first = Array.isArray(value) ? (value as readonly Json[])[0] : value;
    const message = text(first);
    const pointer = pointerOf(text(field));
    return message !== null && pointer !== null ? [{ pointer, message }] : [];
  });
}

/** `#/a/b`, `/a/b` or a bare field name as an RFC 6901 pointer. */
function pointerOf(place: string | null): string | null {
  if (place === null) return null;
  const bare = place.startsWith('#') ? place.slice(1) : place;
  return bare.startsWith('/') ? bare : `/${fieldPointer(bare)}`;
}

const fieldPointer = (field: string): string => field.replace(/~/g, '~0').replace(/\//g, '~1');

/** RFC 6901 pointer of a top-level field. */
export const pointerTo = (field: string): string => `/${fieldPointer(field)}`;
