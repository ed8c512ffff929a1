import { accessSync, constants, existsSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UsageError } from './usage';

/** Says before any work is done that a file cannot be written. */
export function checkOutFile(file: string): void {
  orUsageError(file, () => accessSync(existsSync(file) ? file : dirname(resolve(file)), constants.W_OK));
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) throw new UsageError(`${file} cannot be written: it is a folder.`);
}

/** Writes a file that a person has named. */
export const writeOutFile = (file: string, text: string): void => orUsageError(file, () => writeFileSync(file, text));

function orUsageError(file: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new UsageError(`${file} cannot be written (${String(error.code)}).`);
  }
}
