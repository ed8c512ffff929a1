import type { ConfigNode } from './node';

/** The master's address, as `Settings.master` keeps it. */
export interface MasterAddress {
  readonly baseUrl: string;
  readonly origin: string;
}

const EXAMPLE = '"https://api.example.com/v1"';

/** Reads `master.baseUrl`: https:, or http: on this machine (elsewhere only where the user's own settings allow it). No message shows the address: it may hold a password. */
export function decodeBaseUrl(node: ConfigNode, allowInsecureHttp: boolean): MasterAddress | undefined {
  const text = node.text(`an address, as in ${EXAMPLE}`);
  if (text === undefined) return undefined;
  const complaint = findComplaint(text);
  if (complaint !== undefined) {
    node.error(complaint);
    return undefined;
  }
  const url = new URL(text);
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    if (allowInsecureHttp) node.warn(`Requests to ${url.host} are not encrypted: use https.`);
    else node.error(`https is needed for ${url.host}: http would send records and credentials unencrypted. Only this machine (localhost, 127.0.0.1, [::1]) may use http.`);
  }
  return { baseUrl: url.origin + url.pathname.replace(/\/+$/, ''), origin: url.origin };
}

function findComplaint(text: string): string | undefined {
  if (/[\s\p{Cc}\p{Cf}\\]/u.test(text)) return 'The address must not contain spaces, backslashes or invisible characters.';
  const [, scheme, authority] = /^(https?):\/\/([^/?#]*)/i.exec(text) ?? [];
  if (scheme === undefined || authority === undefined) return `The address must begin with https:// (or http:// on this machine), as in ${EXAMPLE}.`;
  if (authority.includes('@')) return 'The address must not contain a user or password: choose "auth" and set the credential with a command.';
  if (text.includes('#')) return 'The address must not contain a fragment (#…).';
  if (text.includes('?')) return 'The address must not contain a query (?…).';
  return authority !== '' && URL.canParse(text) ? undefined : 'This is not a valid address: check the host and the port.';
}

/** Only names that cannot lead off this machine; `URL` has already written 127.1 and 0x7f000001 as 127.0.0.1. */
export const isLoopback = (host: string): boolean => host === 'localhost' || host === '[::1]' || /^127(\.\d+){3}$/.test(host);
