import { appendFileSync } from 'node:fs';
import { format } from 'node:util';
import { runMocha, testFiles, variables } from '../support/mocha';

/** What VS Code calls in its extension host: runs every test beside this file. The console there reaches nobody, so it goes into a file. */
export async function run(): Promise<void> {
  const log = process.env[variables.log];
  const print = (...words: unknown[]): void => {
    if (log) appendFileSync(log, `${format(...words)}\n`);
  };
  Object.assign(console, { log: print, info: print, warn: print, error: print });
  const { failed } = await runMocha(testFiles(__dirname), print);
  if (failed > 0) throw new Error(`${failed} failed`);
}
