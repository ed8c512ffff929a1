import { isSecretName, REDACTED } from '../../engine/exchange';
import type { HttpRequest } from '../../engine/ports';
import type { Auth } from '../../engine/settings';

/** What every request of one transport has in common. */
export interface Common {
  /** Sent with every request. */
  readonly headers: Readonly<Record<string, string>>;
  readonly userAgent: string;
}

/** The header that carries the credential, in lower case. */
export const credentialHeader = (auth: Exclude<Auth, { kind: 'none' }>): string => (auth.kind === 'header' ? auth.header.toLowerCase() : 'authorization');

/** Every header of a request but the credential, names in lower case; a connection adds `host`, `connection` and `content-length`. */
export const headersOf = (request: Pick<HttpRequest, 'headers' | 'body'>, { headers, userAgent }: Common): Record<string, string> => ({
  accept: 'application/json, application/problem+json',
  'user-agent': userAgent,
  ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
  'accept-encoding': 'gzip',
  ...(request.body !== undefined && { 'content-type': 'application/json' }),
  ...request.headers,
});

/** The headers as they are sent, for a person to see: the credential redacted, and what looks like another. */
export function shownHeaders(request: Pick<HttpRequest, 'headers' | 'body'>, common: Common, auth: Auth): Record<string, string> {
  const headers = headersOf(request, common);
  for (const name of Object.keys(headers)) if (isSecretName(name)) headers[name] = REDACTED;
  return auth.kind === 'none' ? headers : { ...headers, [credentialHeader(auth)]: REDACTED };
}
