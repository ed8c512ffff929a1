import { JournalError } from '../../engine/ports';
import { codeOf, StoreError, textOf } from './errors';

/** Nothing more can be written in this generation; `cause` says why. */
export class BrokenJournal extends Error {
  override readonly name = 'BrokenJournal';
  constructor(cause: unknown) {
    super(textOf(cause), { cause });
  }
}

/** The error of an owner that was overtaken. */
export const lostOwnership = (): JournalError =>
  new JournalError('lost-ownership', 'Another window or command took over the store; this one follows it now. What was just being saved may be in the store or not: look before you repeat it.');

/** The error of a store that was closed. */
export const closed = (): JournalError => new JournalError('closed', 'The store is closed.');

/** Any failure of writing, as the engine knows it. */
export function asJournalError(error: unknown): JournalError {
  if (error instanceof JournalError) return error;
  if (error instanceof BrokenJournal) return asJournalError(error.cause);
  if (error instanceof StoreError) return new JournalError('disk', error.message);
  const code = codeOf(error);
  return code === 'ENOSPC' || code === 'EDQUOT'
    ? new JournalError('full', 'Not saved: the disk is full. Make room; nothing that was saved before is lost.')
    : new JournalError('disk', `Not saved: the disk refuses to write (${code || textOf(error)}). Nothing that was saved before is lost.`);
}
