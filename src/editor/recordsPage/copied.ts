import type { SyncRecord } from '../../engine/record';
import { csvLine, harmless } from '../../flows/report/csv';
import { nextOf, versionOf, type Line } from './line';

/** Names of the columns, as they are copied and exported. */
const TITLES = ['Status', 'Record', 'Name', 'Version', 'Revision', 'Attempts', 'Next', 'Last error', 'Last sync'] as const;

/** One record, as text; times as RFC 3339. */
function cellsOf({ record, status, name, error }: Line): readonly string[] {
  const { key, localRevision, job, confirmedAt } = record;
  return [status, key, name, versionOf(record), String(localRevision), String(job?.attempt ?? 0), dueOf(record), error, confirmedAt === 0 ? '' : time(confirmedAt)];
}

/** Rows for a spreadsheet, parted by tabs, under their titles: none has a tab or a line break in it, none can be a formula (CWE-1236). */
export const tsv = (lines: readonly Line[]): string => [TITLES, ...lines.map(cellsOf)].map((cells) => cells.map((cell) => harmless(cell.replace(/[\t\r\n]+/g, ' '))).join('\t')).join('\n');

/** The list as CSV (RFC 4180). */
export const csv = (lines: readonly Line[]): string => `\ufeff${[TITLES, ...lines.map(cellsOf)].map(csvLine).join('')}`;

/** The list as JSON; without the content of the records, which Export Store has. */
export const json = (lines: readonly Line[]): string =>
  `${JSON.stringify(lines.map(({ record, status, name, error }) => ({
    record: record.key, status, name, version: record.base?.version ?? null, revision: record.localRevision, attempts: record.job?.attempt ?? 0,
    next: dueOf(record) || null, error: error || null, lastSync: record.confirmedAt === 0 ? null : time(record.confirmedAt),
  })), null, 2)}\n`;

function dueOf(record: SyncRecord): string {
  const next = nextOf(record);
  return typeof next === 'number' ? time(next) : next === '–' ? '' : next;
}

const time = (ms: number): string => new Date(ms).toISOString();
