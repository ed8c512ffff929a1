import { createHash } from 'node:crypto';
import type { Auth, Settings } from '../../engine/settings';

/** One origin that the file wants to talk to, and what is sent there: what the person approves before the first request. */
export interface RequestedOrigin {
  /** `scheme://host:port` as `URL.origin` writes it; an international host as punycode. */
  readonly origin: string;
  readonly auth: Auth;
  /** Names of the headers in the file, sorted; their values are never shown. */
  readonly headers: readonly string[];
}

/** The origins that a configuration names. */
export function originsOf({ master }: Settings): RequestedOrigin[] {
  return [{ origin: master.origin, auth: master.auth, headers: Object.keys(master.headers).sort() }];
}

/** SHA-256 (hex) of the origins, the kind of authorisation the headers with their values, and whether it is read only: when any of these changes, the approval is void. */
export function approvalKey(settings: Settings): string {
  const { headers } = settings.master;
  const proposal = originsOf(settings).map(({ origin, auth, headers: names }) => [
    origin,
    auth.kind,
    auth.kind === 'header' ? auth.header : '',
    names.map((name) => [name, headers[name]]),
  ]);
  return createHash('sha256').update(JSON.stringify([proposal, settings.sync.readOnly])).digest('hex');
}
