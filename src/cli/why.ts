import { knownOf, whyOf, whyText } from '../flows/why/why';
import { textOf } from '../flows/why/parts';
import { withSession, type Run } from './command';
import { open } from './context';
import { recordOf } from './input';
import { readSteps } from './steps';

/** `reconcile why`. */
export const why: Run = async ([what], options, print) =>
  withSession(await open(options, 'look'), async (session) => {
    const record = recordOf(session, what);
    const now = Date.now();
    const found = whyOf(record, await readSteps(session, record.key), knownOf(record, session.settings, session.model, null), now);
    const iso = (at: number): string => new Date(at).toISOString();
    print(whyText(found, now, iso), {
      ...found,
      decisions: found.decisions.map(({ title, detail, at, seq, isLogged }) => ({ title, detail: textOf(detail, iso), at: iso(at), seq, isLogged })),
      next: found.next.map(({ title, detail, dueAt }) => ({ title, detail: textOf(detail, iso), dueAt: dueAt === undefined ? null : iso(dueAt) })),
    });
    return 0;
  });
