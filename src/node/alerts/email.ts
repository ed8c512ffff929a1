import type { Sent } from '../../engine/ports';
import { isLoopback } from '../config/baseUrl';
import { oneLine, type Message } from './message';

/** Where mails go, and through which server. */
export interface EmailRoute {
  /** Addresses, comma-separated. */
  readonly to: string;
  readonly from: string;
  /** `smtps://user@host:465`, or `smtp://user@host:587` with STARTTLS; only this machine may do without. */
  readonly server: string;
  readonly password?: string | undefined;
}

/** One plain address: no display name, no comment, no quoting, so that there is nothing to parse wrongly. */
const ADDRESS = /^[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(\.[\w-]+)*$/;

/** Sends a message over SMTP. nodemailer is loaded only here. */
export async function sendEmail(route: EmailRoute, { subject, text }: Message, timeoutMs: number): Promise<Sent> {
  const to = route.to.split(',').map((each) => each.trim());
  const url = URL.canParse(route.server) ? new URL(route.server) : null;
  if (!to.every((each) => ADDRESS.test(each)) || !ADDRESS.test(route.from)) return { problem: 'Mail needs plain addresses for sender and recipients, as in ops@example.com.', isFinal: true };
  if (!url || !/^smtps?:$/.test(url.protocol) || url.hostname === '') return { problem: 'The mail server must be given as smtps://host or smtp://host.', isFinal: true };
  const isSecure = url.protocol === 'smtps:';
  const user = decodeURIComponent(url.username);
  const pass = route.password ?? decodeURIComponent(url.password);
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({
    host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port) || (isSecure ? 465 : 587), secure: isSecure, requireTLS: !isSecure && !isLoopback(url.hostname),
    ...(user !== '' && { auth: { user, pass } }),
    disableFileAccess: true, disableUrlAccess: true, connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs, dnsTimeout: timeoutMs,
  });
  try {
    const { rejected } = await transport.sendMail({ from: { name: '', address: route.from }, to: to.map((address) => ({ name: '', address })), subject: oneLine(subject), text });
    return rejected.length === 0 ? 'delivered' : { problem: `The mail server refused ${rejected.length} of ${to.length} recipients; the others have it.`, isFinal: true };
  } catch (error) {
    const code = error instanceof Error && 'responseCode' in error ? Number(error.responseCode) : undefined;
    const why = code ?? (error instanceof Error && 'code' in error ? String(error.code) : 'no answer');
    return { problem: `The mail server did not take the mail (${why}).`, isFinal: code !== undefined && code >= 500 };
  } finally {
    transport.close();
  }
}
