import { FINDINGS, type Finding, type FindingKind } from '../../engine/audit/finding';
import { discrepancies, type AuditRun } from '../../engine/audit/run';

/** What a report is made of. `at` times are ms since 1970; the reports write them in UTC. */
export interface Report {
  readonly run: AuditRun;
  readonly findings: readonly Finding[];
}

/** What a finding is called in a report. */
export const FINDING_WORDS: Readonly<Record<FindingKind, string>> = {
  unversioned: 'Changed without a new version',
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

/** The report as JSON: everything, without loss. */
export const reportJson = ({ run, findings }: Report): string => `${JSON.stringify({ ...run, startedAt: utc(run.startedAt), end: run.end && { ...run.end, at: utc(run.end.at) }, findings }, null, 2)}\n`;

/** The columns of a table of findings. */
export const COLUMNS = ['Record', 'Finding', 'Version here', 'Version there', 'Fields', 'Action needed', 'Reason'] as const;

/** A finding as a row of that table. */
export const cells = (finding: Finding): readonly string[] => [
  finding.key, FINDING_WORDS[finding.kind], finding.here ?? '', finding.there ?? '', finding.fields.join(', '), finding.needsPerson ? 'yes' : 'no', finding.reason,
];

const utc = (ms: number): string => new Date(ms).toISOString().replace('T', ' ').slice(0, 19) + ' UTC';
