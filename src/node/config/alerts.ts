import { ALERT_RULES, LEVELS, ROUTES, type AlertRule, type Level, type Route } from '../../engine/alerts/alert';
import { ROUTED_KINDS, STANDARD_ALERTS, type AlertSettings, type RoutedKind } from '../../engine/alerts/settings';
import type { ConfigNode, Range } from './node';

const MINUTE = 60_000;
const MINUTES: Range = { min: 1, max: 10_080, what: 'number of minutes' };

/** Reads `alerts`: rules only. Where alerts go to is the person's own to say, never a workspace's. */
export function decodeAlerts(node: ConfigNode | undefined): AlertSettings {
  const fields = node?.fields(['levels', 'successRate', 'pending', 'stall', 'repeat', 'quiet', 'routes']);
  const minutes = (name: string, standard: number): number => {
    const given = fields?.get(name)?.number(MINUTES);
    return given === undefined ? standard : Math.round(given * MINUTE);
  };
  return {
    levels: decodeLevels(fields?.get('levels')),
    successRate: fields?.get('successRate')?.number({ min: 0, max: 1, what: 'number' }) ?? STANDARD_ALERTS.successRate,
    pendingMs: minutes('pending', STANDARD_ALERTS.pendingMs),
    stallMs: minutes('stall', STANDARD_ALERTS.stallMs),
    repeatMs: minutes('repeat', STANDARD_ALERTS.repeatMs),
    quiet: decodeQuiet(fields?.get('quiet')),
    routes: decodeRoutes(fields?.get('routes')),
  };
}

function decodeLevels(node: ConfigNode | undefined): AlertSettings['levels'] {
  const levels: Record<AlertRule, Level | 'off'> = { ...STANDARD_ALERTS.levels };
  const fields = node?.fields(ALERT_RULES);
  for (const rule of ALERT_RULES) levels[rule] = fields?.get(rule)?.choice([...LEVELS, 'off']) ?? levels[rule];
  return levels;
}

function decodeQuiet(node: ConfigNode | undefined): AlertSettings['quiet'] {
  const fields = node?.fields(['from', 'to']);
  if (!node || !fields) return null;
  const time = (name: string, example: string): string => {
    const field = node.required(fields, name, `"${name}": "${example}"`);
    const text = field?.text('a time, as in "22:00"') ?? example;
    if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(text)) field?.error('This must be a time from "00:00" to "23:59".');
    return text;
  };
  return { from: time('from', '22:00'), to: time('to', '07:00') };
}

function decodeRoutes(node: ConfigNode | undefined): AlertSettings['routes'] {
  const fields = node?.fields(ROUTES);
  const read = (route: Route): readonly RoutedKind[] =>
    fields?.get(route)?.list('kinds of alerts')?.flatMap((item) => item.choice(ROUTED_KINDS) ?? []) ?? STANDARD_ALERTS.routes[route];
  return { webhook: read('webhook'), email: read('email') };
}
