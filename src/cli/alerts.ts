import { alertLine } from '../flows/alertLine';
import { act, withSession, type Run } from './command';
import { open } from './context';
import { wholeNumber } from './input';

/** `reconcile alerts`: the newest, oldest of them first. */
export const alerts: Run = async (_args, options, print) =>
  withSession(await open(options, 'look'), async ({ model }) => {
    const last = options.last === undefined ? 20 : wholeNumber('--last', options.last);
    const shown = model.alerts.slice(0, last).toReversed();
    print(shown.length === 0 ? 'No alerts.' : shown.map((alert) => alertLine(alert, new Date(alert.at).toISOString())).join('\n'), shown);
    return 0;
  });

/** `reconcile detect`: exit 1 when there is something unusual. */
export const detect: Run = async (_args, options, print) => withSession(await open(options, 'alert'), (session) => act(session, { type: 'detect' }, print));
