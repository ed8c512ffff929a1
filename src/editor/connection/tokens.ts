import type * as vscode from 'vscode';
import type { Auth } from '../../engine/settings';

/** Memento key: the origins that have a token. SecretStorage cannot list its keys. */
const ORIGINS = 'tokenOrigins';

/** Tokens in SecretStorage, each bound to one origin: another origin has none, so a changed `baseUrl` cannot take it along (F12). */
export class Tokens {
  constructor(
    private readonly secrets: Pick<vscode.SecretStorage, 'get' | 'store' | 'delete'>,
    private readonly memento: vscode.Memento,
  ) {}

  /** The origins that have a token. */
  get origins(): readonly string[] {
    const stored: unknown = this.memento.get(ORIGINS);
    return Array.isArray(stored) ? stored.filter((each) => typeof each === 'string').sort() : [];
  }

  /** The token of an origin, or undefined. Rejects with a sentence when the secret storage does (row 18). */
  async get(origin: string): Promise<string | undefined> {
    try {
      return await this.secrets.get(secretKey(origin));
    } catch (cause) {
      throw new Error(`The token for ${origin} cannot be read: the secret storage of this system does not answer.`, { cause });
    }
  }

  async set(origin: string, token: string): Promise<void> {
    try {
      await this.secrets.store(secretKey(origin), token);
    } catch (cause) {
      throw new Error(`The token for ${origin} cannot be kept: the secret storage of this system does not take it.`, { cause });
    }
    await this.memento.update(ORIGINS, [...new Set([...this.origins, origin])]);
  }

  async forget(origin: string): Promise<void> {
    try {
      await this.secrets.delete(secretKey(origin));
    } catch (cause) {
      throw new Error(`The token for ${origin} cannot be deleted: the secret storage of this system does not answer.`, { cause });
    }
    await this.memento.update(ORIGINS, this.origins.filter((each) => each !== origin));
  }
}

/** `token:<scheme>://<host>:<port>`, the port always named. */
export function secretKey(origin: string): string {
  const { protocol, hostname, port } = new URL(origin);
  return `token:${protocol}//${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`;
}

/** A token as it was typed or pasted, trimmed once, or why it is none (row 17). */
export function cleanToken(typed: string, kind: Auth['kind']): { readonly token: string } | { readonly problem: string } {
  const token = typed.trim();
  if (token === '') return { problem: 'The token is empty.' };
  if (/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(token)) return { problem: 'The token has a line break or a control character in it.' };
  if (kind === 'basic') return token.includes(':') ? { token } : { problem: 'User and password are written as user:password.' };
  return /^[\x20-\x7e\xa0-\xff]*$/.test(token) ? { token } : { problem: 'The token has a character in it that no HTTP header can carry.' };
}
