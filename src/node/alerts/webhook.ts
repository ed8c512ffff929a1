import fetch, { FetchError } from 'node-fetch';
import type { Sent } from '../../engine/ports';
import { retryAfterMs } from '../../engine/retryAfter';
import { isLoopback } from '../config/baseUrl';
import type { Message } from './message';

/** Sends a message to a webhook as Slack takes it. No redirect is followed, and no sentence holds the address: it is a secret. */
export async function sendWebhook(address: string, { subject, text }: Message, timeoutMs: number): Promise<Sent> {
  const url = URL.canParse(address) ? new URL(address) : null;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  if (!url || !isSafe || url.username !== '' || url.password !== '') return { problem: 'The address of the webhook must begin with https:// and have no user in it.', isFinal: true };
  const body = JSON.stringify({ text: escaped(`${subject}\n${text}`), mrkdwn: false, unfurl_links: false, unfurl_media: false });
  try {
    const response = await fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json' }, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs), size: 65_536 });
    await response.text().catch(() => undefined);
    if (response.ok) return 'delivered';
    const isFinal = response.status < 500 && response.status !== 408 && response.status !== 429;
    const afterMs = isFinal ? null : retryAfterMs(Object.fromEntries(response.headers), Date.now());
    return { problem: `The webhook answered ${response.status}.`, isFinal, ...(afterMs !== null && { afterMs }) };
  } catch (error) {
    const why = error instanceof FetchError ? (error.code ?? error.type) : `no answer within ${timeoutMs} ms`;
    return { problem: `The webhook cannot be reached (${why}).`, isFinal: false };
  }
}

/** What Slack reads as markup becomes text. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
