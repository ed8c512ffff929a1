import type { Auth, Settings } from '../../engine/settings';
import { decodeBaseUrl } from './baseUrl';
import { complainAboutHeader, decodeHeaders } from './headers';
import type { ConfigNode } from './node';

const AUTH_KINDS = ['none', 'bearer', 'basic'] as const;

/** Reads `master`. */
export function decodeMaster(node: ConfigNode | undefined, allowInsecureHttp: boolean): Settings['master'] {
  const fields = node?.fields(['baseUrl', 'auth', 'headers']);
  const base = node && fields && node.required(fields, 'baseUrl', '"baseUrl": "https://api.example.com/v1"');
  const address = base && decodeBaseUrl(base, allowInsecureHttp);
  const auth = decodeAuth(fields?.get('auth'));
  return {
    baseUrl: address?.baseUrl ?? '',
    origin: address?.origin ?? '',
    headers: decodeHeaders(fields?.get('headers'), auth.kind === 'header' ? auth.header : undefined),
    auth,
  };
}

function decodeAuth(node: ConfigNode | undefined): Auth {
  if (node?.node.type !== 'object') return { kind: node?.choice(AUTH_KINDS, ' or { "header": "X-Api-Key" }') ?? 'none' };
  const fields = node.fields(['header']);
  const header = fields && node.required(fields, 'header', '{ "header": "X-Api-Key" }');
  const name = header?.text('the name of a header') ?? '';
  const complaint = name === '' ? undefined : complainAboutHeader(name);
  if (complaint !== undefined) header?.error(complaint);
  return { kind: 'header', header: name.toLowerCase() };
}
