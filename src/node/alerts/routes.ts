import type { Alerts, Sent } from '../../engine/ports';
import { sendEmail, type EmailRoute } from './email';
import { messageOf } from './message';
import { sendWebhook } from './webhook';

/** Where alerts go to. From the person's own settings, secrets or environment, never from a workspace. */
export interface Routes {
  readonly webhook?: string | undefined;
  readonly email?: EmailRoute | undefined;
}

const TIMEOUT_MS = 10_000;

/** The routes of alerts on Node; asked for their addresses each time, so that a change counts at once. */
export const alertRoutes = (routes: () => Promise<Routes>, from: string): Alerts => ({
  async send(route, alerts): Promise<Sent> {
    try {
      const { webhook, email } = await routes();
      const message = messageOf(alerts, from);
      if (route === 'webhook') return webhook ? await sendWebhook(webhook, message, TIMEOUT_MS) : 'no address';
      return email ? await sendEmail(email, message, TIMEOUT_MS) : 'no address';
    } catch (error) {
      return { problem: `The ${route} of alerts failed: ${error instanceof Error ? error.name : 'unknown'}.`, isFinal: false };
    }
  },
});
