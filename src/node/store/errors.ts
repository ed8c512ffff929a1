/** A store that cannot be opened, with a sentence for a person. Nothing was changed. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  constructor(
    /** `identity`: another configuration's store. `newer-format`: written by a newer version. `damaged`: too much is unreadable to go on by itself. `unreadable`: the file system refuses. */
    readonly reason: 'identity' | 'newer-format' | 'damaged' | 'unreadable',
    message: string,
  ) {
    super(message);
  }
}

/** The code of a system error (`ENOSPC`), '' for any other error. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** What an error says, for the end of a sentence. */
export const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Runs a look-up; null where the file is not there. */
export async function orNull<T>(found: Promise<T>): Promise<T | null> {
  try {
    return await found;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}
