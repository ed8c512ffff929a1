import { REDACTED } from '../../engine/exchange';

/** Shorter secrets are words that records hold by chance ("admin"): to replace them would change the data. */
const SHORTEST = 10;

/** Replaces secrets in a text (row 50): as they are, in a JSON string, URL-encoded, and in Base64 of both alphabets. */
export function hideSecrets(secrets: readonly string[]): (text: string) => string {
  const forms = [...new Set(
    secrets.filter((secret) => secret.length >= SHORTEST).flatMap((secret) => {
      const bytes = Buffer.from(secret);
      return [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret), bytes.toString('base64').replace(/=+$/, ''), bytes.toString('base64url')];
    }),
  )];
  return (text) => forms.reduce((rest, form) => rest.replaceAll(form, REDACTED), text);
}
