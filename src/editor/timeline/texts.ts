import { displayName, version } from '../../../package.json';
import { splitKey, type RecordKey } from '../../engine/record';
import { curlOf } from '../../flows/curl';
import { harOf } from '../../flows/har/har';
import type { Har } from '../../flows/har/types';
import { shownEntry } from '../../flows/shown';
import { jobsOf, type JobHistory, type Step } from '../../flows/history';
import type { Session } from '../../node/session';
import type { Choice } from '../../protocol/timeline';
import { exchangesOf } from './attempt';
import { chosenAttempt } from './snapshot';

type Shown = Pick<Session, 'settings' | 'headersOf'>;

const sensitiveOf = ({ settings }: Shown, key: RecordKey): readonly string[] => settings.resources.get(splitKey(key)?.resource ?? '')?.sensitive ?? [];

/** The chosen request as a command. Null: nothing is chosen. */
export function curlText(session: Shown, key: RecordKey, steps: readonly Step[], choice: Choice): string | null {
  const found = chosenExchange(session, key, steps, choice);
  if (!found) return null;
  const { kind } = session.settings.master.auth;
  return curlOf(found, new URL(found.path, session.settings.master.origin).href, session.headersOf(found), kind === 'bearer' ? 'Bearer' : kind === 'basic' ? 'Basic' : null);
}

/** The body of the chosen request or answer. Null: there is none. */
export function bodyText(session: Shown, key: RecordKey, steps: readonly Step[], choice: Choice, side: 'request' | 'response'): { readonly text: string; readonly isJson: boolean } | null {
  const found = chosenExchange(session, key, steps, choice);
  const body = (side === 'request' ? found?.requestBody : found?.body) ?? null;
  if (body === null) return null;
  try {
    return { text: `${JSON.stringify(JSON.parse(body), null, 2)}\n`, isJson: true };
  } catch {
    return { text: body, isJson: false };
  }
}

function chosenExchange(session: Shown, key: RecordKey, steps: readonly Step[], choice: Choice) {
  const found = chosenAttempt(jobsOf(steps), choice.attempt);
  if (!found) return undefined;
  const { exchanges, chosen } = exchangesOf(found.attempt, choice.exchange, sensitiveOf(session, key));
  return exchanges[chosen];
}

/** An entry of the log as JSON, sensitive fields blanked. Null: it is not of this record. */
export function entryText(session: Shown, key: RecordKey, steps: readonly Step[], wanted: number): string | null {
  const step = steps.find(({ seq }) => seq === wanted);
  return step ? `${JSON.stringify(shownEntry(step.seq, { at: step.at, key, fact: step.fact }, sensitiveOf(session, key)), null, 2)}\n` : null;
}

/** The exchanges of all jobs, or of one, as an archive. */
export function harFor(session: Shown, key: RecordKey, jobs: readonly JobHistory[]): Har {
  return harOf(key, jobs, { creator: { name: displayName, version }, origin: session.settings.master.origin, sensitive: sensitiveOf(session, key), headersOf: session.headersOf });
}
