import { isSecretName } from '../../engine/exchange';
import type { ConfigNode } from './node';

/** RFC 9110 5.6.2: a header's name is a token. */
const TOKEN = /^[!#$%&'*+.^_`|~\dA-Za-z-]+$/;
/** What Node sends as a field value: Latin-1 without control characters, tab allowed. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** RFC 9110 7.6.1, and what belongs to one connection. */
const HOP_BY_HOP = ['connection', 'keep-alive', 'proxy-connection', 'proxy-authenticate', 'proxy-authorization', 'te', 'trailer', 'transfer-encoding', 'upgrade'];
/** What the engine or the transport says by itself. */
const OWN = ['host', 'content-length', 'expect', 'accept-encoding', 'if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since', 'if-range', 'range'];
const COOKIE = ['cookie', 'set-cookie'];

/** Why a header of that name cannot be configured, or undefined. */
export function complainAboutHeader(name: string): string | undefined {
  if (!TOKEN.test(name)) return 'A header name is made of letters, digits and hyphens (RFC 9110 5.6.2).';
  const lower = name.toLowerCase();
  if (HOP_BY_HOP.includes(lower)) return 'This header belongs to one connection (RFC 9110 7.6.1) and cannot be set.';
  if (OWN.includes(lower)) return 'This header is set by the engine for each request.';
  return COOKIE.includes(lower) ? 'Cookies are not supported.' : undefined;
}

/** Reads `master.headers`; names come out in lower case. No message shows a value. */
export function decodeHeaders(node: ConfigNode | undefined, authHeader: string | undefined): Record<string, string> {
  const headers = new Map<string, string>();
  for (const [name, member] of node?.members() ?? []) {
    const lower = name.toLowerCase();
    const complaint = lower === 'authorization' ? 'The credential does not belong in the file: choose "auth" and set the token with a command.' : complainAboutHeader(name);
    if (complaint !== undefined) member.errorAtKey(complaint);
    else if (headers.has(lower)) member.errorAtKey('This header stands here twice: case makes no difference in header names.');
    else if (lower === authHeader) member.errorAtKey('This header is the one that "auth" sends: leave it out here.');
    else if (isSecretName(lower)) member.warnAtKey('This looks like a credential, and the file is no place for one: use "auth": { "header": … } and set the token with a command.');
    const value = member.node.value === '' ? '' : member.text();
    if (value !== undefined && !VALUE.test(value)) member.error('A header value must not contain line breaks, control characters or characters outside Latin-1.');
    headers.set(lower, value ?? '');
  }
  return Object.fromEntries(headers);
}
