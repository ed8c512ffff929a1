import type { Auth } from '../../engine/settings';
import { Refusal } from './failure';
import { credentialHeader } from './headers';
import { hideSecrets } from './redact';

/** What a request carries to prove who sends it. */
export interface Credential {
  /** Header name in lower case, and its value. */
  readonly header: string;
  readonly value: string;
  /** Takes every form of the secret out of a text (row 50). */
  readonly hide: (text: string) => string;
}

/** Gives the credential for `origin` (rows 17, 18), undefined where `auth` is none. The secret is read each time; what is made of it is kept while it stays the same. Rejects with `Refusal`, never with any part of the secret. */
export function credentialSource(auth: Auth, origin: string, read: () => Promise<string | undefined>): () => Promise<Credential | undefined> {
  let last: (Credential & { readonly secret: string }) | undefined;
  return async () => {
    if (auth.kind === 'none') return undefined;
    const secret = await readSecret(origin, read);
    if (last?.secret === secret) return last;
    const header = credentialHeader(auth);
    switch (auth.kind) {
      case 'bearer':
        last = { secret, header, value: `Bearer ${fieldValue(secret, origin)}`, hide: hideSecrets([secret]) };
        break;
      case 'header':
        last = { secret, header, value: fieldValue(secret, origin), hide: hideSecrets([secret]) };
        break;
      case 'basic': {
        const colon = secret.indexOf(':');
        if (colon < 0) throw new Refusal('credentials', `The token for ${origin} is not of the form user:password.`);
        last = { secret, header, value: `Basic ${Buffer.from(secret).toString('base64')}`, hide: hideSecrets([secret, secret.slice(colon + 1)]) };
      }
    }
    return last;
  };
}

async function readSecret(origin: string, read: () => Promise<string | undefined>): Promise<string> {
  let secret: string | undefined;
  try {
    secret = (await read())?.trim();
  } catch {
    throw new Refusal('credentials', `The token for ${origin} cannot be read.`);
  }
  if (secret === undefined || secret === '') throw new Refusal('credentials', `No token for ${origin}: set one and try again.`);
  if (/[\p{Cc}\p{Cs}]/u.test(secret)) throw new Refusal('credentials', `The token for ${origin} has a line break or a control character in it.`);
  return secret;
}

/** HTTP sends header values as Latin-1. */
function fieldValue(secret: string, origin: string): string {
  if (/[^\x20-\x7e\xa0-\xff]/.test(secret)) throw new Refusal('credentials', `The token for ${origin} has a character that no HTTP header can carry.`);
  return secret;
}
