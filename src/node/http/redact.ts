/** What stands where something may not be seen. */
export const REDACTED = '‹redacted›';

/** Shorter secrets are words that records hold by chance ("admin"): to replace them would change the data. */
const SHORTEST = 10;

const SHOWN = new Set([
  'content-type', 'content-length', 'etag', 'date', 'retry-after', 'x-request-id', 'traceparent', 'server-timing', 'location', 'link', 'if-match', 'if-none-match',
]);

/** Headers as they may be logged (3.4): an allow-list, everything else `‹redacted›`; of `location`, origin and path. */
export function loggableHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      if (name === 'location') return [name, loggableUrl(value)];
      return [name, SHOWN.has(name) || /^(x-)?ratelimit/.test(name) ? value : REDACTED];
    }),
  );
}

/** An address as it may be logged: without user, query and fragment. */
export const loggableUrl = (url: string): string => url.replace(/[?#].*$/s, '').replace(/^([a-z][a-z0-9+.-]*:)?(\/\/)[^/]*@/i, '$1$2');

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
