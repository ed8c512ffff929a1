import type { Alert } from '../../../src/engine/alerts/alert';
import { STANDARD_ALERTS, type AlertSettings } from '../../../src/engine/alerts/settings';
import type { Sent } from '../../../src/engine/ports';
import { answer, settingsWith, settled, type Simulation } from '../../support/simulated';

/** The standard settings of alerts with some changed. */
export const alerting = (more: Partial<AlertSettings> = {}, other: Parameters<typeof settingsWith>[0] = {}) => settingsWith({ alerts: { ...STANDARD_ALERTS, ...more }, ...other });

/** What went to each route, by message. */
export class Post {
  readonly messages: { route: string; at: number; alerts: readonly Alert[] }[] = [];
  answer: Sent = 'delivered';

  constructor(s: Simulation) {
    s.deliver = async (route, alerts) => {
      this.messages.push({ route, at: s.clock.time, alerts });
      return this.answer;
    };
  }

  to(route: string): string[][] {
    return this.messages.filter((one) => one.route === route).map(({ alerts }) => alerts.map(({ rule, subject }) => `${rule} ${subject}`));
  }

  /** Everything that was told of, whatever the message. */
  get subjects(): string[] {
    return this.messages.flatMap(({ alerts }) => alerts.flatMap(({ subject, also = [] }) => [subject, ...also]));
  }
}

/** Every write is answered so. */
export const refusing = (s: Simulation, status: number): void => {
  s.master.intercept = (request) => (request.method === 'PUT' ? answer(status) : undefined);
};

/** Records become dead letters, all in one commit. */
export async function die(s: Simulation, ...ids: readonly number[]): Promise<void> {
  const { ledger } = s.engine;
  const keys = ids.map((id) => `accounts/${id}`);
  const outcome = { to: 'DEAD_LETTER', failure: { code: 'HTTP 500', message: 'No.', isRetryable: true }, isUnsure: false } as const;
  await ledger.commit(keys.map((key) => ({ key, fact: { kind: 'queued', job: `j${key}`, cause: 'edit', local: { name: 'x' } } })));
  await ledger.commit(keys.map((key) => ({ key, fact: { kind: 'started', attempt: 1 } })));
  await ledger.commit(keys.map((key) => ({ key, fact: { kind: 'finished', attempt: 1, outcome, exchanges: [], stages: [], times: { queued: 0, commit: 0, http: 1, validation: 0 } } })));
  await settled();
}
