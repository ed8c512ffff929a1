import type { LoggedAlert } from '../engine/alerts/alert';
import { act, withSession, type Run } from './command';
import { open } from './context';
import { wholeNumber } from './input';

/** `reconcile alerts`: the newest, oldest of them first. */
export const alerts: Run = async (_args, options, print) =>
  withSession(await open(options, 'look'), async ({ model }) => {
    const last = options.last === undefined ? 20 : wholeNumber('--last', options.last);
    const shown = model.alerts.slice(0, last).toReversed();
    print(shown.length === 0 ? 'No alerts.' : shown.map(line).join('\n'), shown);
    return 0;
  });

/** `reconcile detect`: exit 1 when there is something unusual. */
export const detect: Run = async (_args, options, print) => withSession(await open(options, 'alert'), (session) => act(session, { type: 'detect' }, print));

function line({ at, level, text, isHeld, routed }: LoggedAlert): string {
  const ways = [...(isHeld ? ['held for quiet hours'] : []), ...routed.map(({ route, attempts, problem }) => `${route}: ${problem === null ? 'delivered' : `${problem} ${attempts} attempts`}`)];
  const plain = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');
  return `${new Date(at).toISOString()}  ${level.padEnd(8)}  ${plain}${ways.length > 0 ? `  [${ways.join('; ')}]` : ''}`;
}
