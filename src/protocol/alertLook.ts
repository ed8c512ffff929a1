import type { AlertRule, Level } from '../engine/alerts/alert';

/** How a level looks: word, codicon and theme colour. */
export const LEVEL_LOOK: Readonly<Record<Level, { readonly word: string; readonly icon: string; readonly color: string }>> = {
  critical: { word: 'Critical', icon: 'error', color: 'charts.red' },
  warning: { word: 'Warning', icon: 'warning', color: 'charts.yellow' },
  info: { word: 'Info', icon: 'info', color: 'charts.blue' },
};

/** The rules of alerts as a person calls them. */
export const RULE_WORDS: Readonly<Record<AlertRule, string>> = {
  deadLetter: 'Dead letters',
  error: 'Permanent errors',
  successRate: 'Success rate',
  failureSpike: 'Spikes of failures',
  oldPending: 'Old pending records',
  endlessJob: 'Endless jobs',
  failingResource: 'Resources that only fail',
  retryStorm: 'Retry storms',
  stall: 'Stalls',
  reconciliation: 'Reconciliation summaries',
  missedSchedule: 'Missed schedules',
};

/** For how long a rule is muted, ms: "for 1 h". */
export const MUTE_MS = 3_600_000;
