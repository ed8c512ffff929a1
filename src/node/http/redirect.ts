import { Refusal } from './failure';

const MOST = 3;
const FOR_READS = new Set([301, 302, 303, 307, 308]);
const FOR_WRITES = new Set([307, 308]);

/** Where an answer sends the request next (4.1, F9): undefined unless it is a 3xx; 304 is an answer. Same origin only, at most three times; a write only by 307 and 308. Throws `Refusal`. */
export function redirection(method: string, from: URL, { status, headers }: { readonly status: number; readonly headers: Readonly<Record<string, string>> }, followed: number): URL | undefined {
  if (status < 300 || status > 399 || status === 304) return undefined;
  const location = headers['location'];
  if (location === undefined) throw new Refusal('redirect', `${from.origin} answered ${status} without a target.`);
  if (!URL.canParse(location, from.href)) throw new Refusal('redirect', `${from.origin} answered ${status} with a target that is no address.`);
  const to = new URL(location, from);
  const isRead = method === 'GET' || method === 'HEAD';
  if (to.origin !== from.origin || to.username !== '' || to.password !== '') {
    throw new Refusal('redirect', `${from.origin} answered ${status} and points to ${to.origin === 'null' ? to.protocol : to.origin}, which is not followed.`);
  }
  if (!(isRead ? FOR_READS : FOR_WRITES).has(status)) throw new Refusal('redirect', `${from.origin} answered ${status} to ${method} and points to another address at ${to.origin}, which is not followed.`);
  if (followed >= MOST) throw new Refusal('redirect', `${from.origin} redirects more than ${MOST} times, at last to ${to.origin}.`);
  return to;
}
