import { patternNow } from '../../engine/metrics/mishap';
import { statusOf, type SyncRecord } from '../../engine/record';
import type { Status } from '../../engine/status';
import type { Choice, List } from '../../protocol/dashboard';
import { WINDOW_MS } from './snapshot';

/** Records behind a figure: the title of their list, and which they are. */
export interface Listed {
  readonly title: string;
  readonly fits: (record: SyncRecord) => boolean;
}

const FAILED: readonly Status[] = ['DEAD_LETTER', 'VALIDATION_FAILED', 'ERROR'];
const JUDGED: readonly Status[] = ['SYNCED', ...FAILED];
const OPEN: readonly Status[] = ['PENDING', 'PROCESSING', 'RETRY_PENDING'];

/** The records that one of the lists names, of the resource that is chosen. */
export function listed(list: List, choice: Choice, now: number): Listed {
  const hasEnded = ({ job }: SyncRecord): boolean => job !== null && !OPEN.includes(job.status) && 'since' in job && job.since >= now - WINDOW_MS[choice.window];
  switch (list) {
    case 'failed':
      return within(choice, 'Records That Failed', (record) => FAILED.includes(statusOf(record)));
    case 'all':
      return within(choice, 'Records', () => true);
    case 'edited':
      return within(choice, 'Records With a Job', ({ job }) => job !== null);
    case 'unedited':
      return within(choice, 'Records That Were Never Edited', ({ job }) => job === null);
    case 'ended':
      return within(choice, `Records Whose Newest Job Ended in the Last ${choice.window}`, hasEnded);
    case 'judged':
      return within(choice, `Records Whose Newest Job Succeeded or Failed in the Last ${choice.window}`, (record) => hasEnded(record) && JUDGED.includes(statusOf(record)));
  }
}

/** The records of a status that have a job, as they are counted: what was only pulled is not among those in SYNCED. */
export const ofStatus = (status: Status, choice: Choice): Listed => within(choice, status === 'SYNCED' ? 'Records in SYNCED, With a Job' : `Records in ${status}`, ({ job }) => job?.status === status);

/** The records that stand with an error of a pattern now. */
export const ofPattern = (code: string, text: string, choice: Choice): Listed =>
  within(choice, `Records That Stand With ${code} Now`, (record) => {
    const pattern = patternNow(record);
    return pattern?.code === code && pattern.text === text;
  });

const within = ({ resource }: Choice, title: string, fits: Listed['fits']): Listed => ({ title, fits: (record) => (resource === null || record.resource === resource) && fits(record) });
