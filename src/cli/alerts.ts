import { ALERT_RULES } from '../engine/alerts/alert';
import { KEPT } from '../engine/alerts/alertLog';
import { mutedNow } from '../engine/alerts/mute';
import { alertHistory } from '../flows/alertHistory';
import { alertLine } from '../engine/alerts/alertLine';
import { act, withSession, type Run } from './command';
import { open } from './context';
import { wholeNumber } from './input';
import { UsageError } from './usage';

/** `reconcile alerts`: the newest, oldest of them first. */
export const alerts: Run = async (_args, options, print) =>
  withSession(await open(options, 'look'), async (session) => {
    const { model } = session;
    const last = options.last === undefined ? 20 : wholeNumber('--last', options.last);
    const shown = (last > KEPT ? await alertHistory(session) : model.alerts).slice(0, last).toReversed();
    const muted = mutedNow(model.mutes, Date.now()).map(({ rule, until }) => `${rule} is muted until ${new Date(until).toISOString()}.`);
    print([...(shown.length === 0 ? ['No alerts.'] : shown.map((alert) => alertLine(alert, new Date(alert.at).toISOString()))), ...muted].join('\n'), shown);
    return 0;
  });

/** `reconcile detect`: exit 1 when there is something unusual. */
export const detect: Run = async (_args, options, print) => withSession(await open(options, 'alert'), (session) => act(session, { type: 'detect' }, print));

/** `reconcile mute`: logs what a rule alerts of, and tells nobody, for some hours. */
export const mute: Run = async ([rule], options, print) => muteFor(rule, options, wholeNumber('--hours', options.hours ?? '1'), print);

/** `reconcile unmute` */
export const unmute: Run = async ([rule], options, print) => muteFor(rule, options, 0, print);

async function muteFor(name: string | undefined, options: Parameters<Run>[1], hours: number, print: Parameters<Run>[2]): Promise<number> {
  const rule = ALERT_RULES.find((each) => each === name);
  if (!rule) throw new UsageError(`Name a rule of alerts: ${ALERT_RULES.join(', ')}.`);
  return withSession(await open(options, 'offline'), async (session) => act(session, { type: 'mute', rule, ms: hours * 3_600_000 }, print));
}
