import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';

/** Environment of a ring: the file for its result, what to run alone, and where a console without a terminal goes. */
export const variables = { result: 'RECONCILIATION_TEST_RESULT', grep: 'RECONCILIATION_TEST_GREP', log: 'RECONCILIATION_TEST_LOG' } as const;

/** What a ring of tests came to. */
export interface Result {
  passed: number;
  failed: number;
  /** Title and message of each failure. */
  failures: { title: string; message: string }[];
}

/** The built tests below a folder, in the order of their names. */
export function testFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.test\.[cm]js$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

/** Runs the files in this process, prints as they go, and leaves the result in the file that the environment names. */
export async function runMocha(files: readonly string[], print: (...words: unknown[]) => void): Promise<Result> {
  Mocha.reporters.Base.consoleLog = print;
  const grep = process.env[variables.grep];
  const mocha = new Mocha({ ui: 'bdd', reporter: 'spec', timeout: 60_000, forbidOnly: true, color: false, ...(grep && { grep }) });
  for (const file of files) mocha.addFile(file);
  if (files.some((file) => file.endsWith('.mjs'))) await mocha.loadFilesAsync();
  const result: Result = { passed: 0, failed: 0, failures: [] };
  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => resolve());
    runner.on('pass', () => result.passed++);
    runner.on('fail', (test: Mocha.Runnable, error: Error) => {
      result.failed++;
      result.failures.push({ title: test.titlePath().join(' › '), message: error.message });
    });
  });
  const file = process.env[variables.result];
  if (file) writeFileSync(file, JSON.stringify(result));
  return result;
}
