import { FINDINGS, type Finding, type FindingKind } from '../../engine/audit/finding';
import { discrepancies, type AuditRun, type AuditScope } from '../../engine/audit/run';
import { duration } from '../sentence';

/** What a report is made of. `at` times are ms since 1970; the reports write them in UTC. */
export interface Report {
  readonly run: AuditRun;
  /** Gravest first, and by key. */
  readonly findings: readonly Finding[];
}

/** A figure of a run. `isPart`: it is part of the one above that is none. */
export interface Figure {
  readonly what: string;
  readonly count: number;
  readonly isPart: boolean;
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

/** The figures of a run, in the order of a report. */
export function figureRows({ figures }: AuditRun): readonly Figure[] {
  const row = (what: string, count: number, isPart = false): Figure => ({ what, count, isPart });
  return [
    row('Total checked', figures.checked),
    row('Matched', figures.matched),
    row('Discrepancies', discrepancies(figures)),
    ...FINDINGS.filter((kind) => kind !== 'unchecked').map((kind) => row(FINDING_WORDS[kind], figures.kinds[kind], true)),
    row('Actions needed', figures.needsPerson),
    row(FINDING_WORDS.unchecked, figures.kinds.unchecked),
    row('Left out (edited here, in flight, never sent)', figures.left),
  ];
}

/** What a run covered, when and how it went, in a sentence. */
export function headline({ scope, startedAt, end, by }: AuditRun): string {
  const took = end === null ? '' : duration(end.at - startedAt);
  const how = end === null ? 'still running' : end.how === 'complete' ? `complete in ${took}` : `${end.how} after ${took}, so this report is partial`;
  const reason = end?.how === 'stopped' && end.reason !== null ? ` ${end.reason}` : '';
  return `${covered(scope)}, started ${utc(startedAt)} by ${by === 'person' ? 'hand' : 'schedule'}; ${how}.${reason}`;
}

function covered({ resource, status, keys }: AuditScope): string {
  if (keys) return keys.length === 1 ? (keys[0] ?? '') : `${keys.length.toLocaleString('en-US')} chosen records`;
  const what = resource === undefined ? 'All resources' : `Resource ${resource}`;
  return status === undefined ? what : `${what}, records in ${status}`;
}

/** What a report says where it lists no finding. */
export const nothingFound = ({ end }: AuditRun): string => (end?.how === 'complete' ? 'Nothing differs.' : 'Nothing differs in what was compared so far.');

/** The report as a value: everything, without loss; times as RFC 3339 writes them. */
export const reportValue = ({ run: { movedAt: _, problems: __, ...run }, findings }: Report): object => ({ ...run, startedAt: new Date(run.startedAt), end: run.end && { ...run.end, at: new Date(run.end.at) }, findings });

/** The report as JSON. */
export const reportJson = (report: Report): string => `${JSON.stringify(reportValue(report), null, 2)}\n`;

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
