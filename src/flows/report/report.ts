import { FINDINGS, type Finding, type FindingKind } from '../../engine/audit/finding';
import { discrepancies, type AuditRun } from '../../engine/audit/run';

/** What a report is made of. `at` times are ms since 1970; the reports write them in UTC. */
export interface Report {
  readonly run: AuditRun;
  readonly findings: readonly Finding[];
}

/** What a finding is called in a report. */
export const FINDING_WORDS: Readonly<Record<FindingKind, string>> = {
  unversioned: 'Unversioned change',
  discrepancy: 'Data discrepancy',
  orphaned: 'Orphaned',
  drift: 'Version drift',
  missing: 'Missing here',
  unchecked: 'Not checked',
};

/** The figures of a run, in the order of a report: what, and how many. */
export function figureRows({ figures }: AuditRun): readonly (readonly [string, number])[] {
  return [
    ['Total checked', figures.checked],
    ['Matched', figures.matched],
    ['Discrepancies', discrepancies(figures)],
    ...FINDINGS.map((kind) => [FINDING_WORDS[kind], figures.kinds[kind]] as const),
    ['Actions needed', figures.needsPerson],
    ['Left out (edited here, in flight, never sent)', figures.left],
  ];
}

/** When and how a run went, in a sentence. */
export function headline({ startedAt, end, by }: AuditRun): string {
  const how = end === null ? 'still running' : end.how === 'complete' ? 'complete' : `${end.how}, so this report is partial`;
  const reason = end?.how === 'stopped' && end.reason !== null ? ` ${end.reason}` : '';
  return `Started ${utc(startedAt)} by ${by === 'person' ? 'hand' : 'schedule'}; ${how}.${reason}`;
}

/** The report as JSON: everything, without loss; times as RFC 3339 writes them. */
export const reportJson = ({ run, findings }: Report): string => `${JSON.stringify({ ...run, startedAt: new Date(run.startedAt), end: run.end && { ...run.end, at: new Date(run.end.at) }, findings }, null, 2)}\n`;

/** The version here as a table shows it; empty where there is no record. */
export const versionHere = ({ kind, here }: Finding): string => here ?? (kind === 'missing' ? '' : NO_VERSION);

/** The version at the master, or that it is gone; empty where it was not read. */
export const versionThere = ({ remote, there }: Finding): string => (remote === 'gone' ? 'gone' : remote === 'unread' ? '' : (there ?? NO_VERSION));

const NO_VERSION = 'no version';

/** The columns of a table of findings. */
export const COLUMNS = ['Record', 'Finding', 'Version here', 'Version there', 'Fields', 'Action needed', 'Reason'] as const;

/** A finding as a row of that table. */
export const cells = (finding: Finding): readonly string[] => [
  finding.key, FINDING_WORDS[finding.kind], versionHere(finding), versionThere(finding), finding.fields.join(', '), finding.needsPerson ? 'yes' : 'no', finding.reason,
];

const utc = (ms: number): string => new Date(ms).toISOString().replace('T', ' ').slice(0, 19) + ' UTC';
