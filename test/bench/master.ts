import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { startSample, type SampleOptions } from '../../src/sample/master';

/** The sample master in a process of its own, so that its work is not counted as ours. */
export interface Master {
  readonly url: string;
  readonly end: () => void;
}

const ROLE = 'master';

/** Forks this program as a master. */
export async function forkMaster(options: SampleOptions): Promise<Master> {
  const child = fork(fileURLToPath(import.meta.url), [ROLE, JSON.stringify(options)], { execArgv: [] });
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', (message) => resolve(message as string));
    child.once('exit', (code) => reject(new Error(`The master ended with ${code}.`)));
  });
  return { url, end: () => void child.kill() };
}

/** True where this process is such a master: then it serves until its parent ends. */
export async function isMaster([role, options = '{}']: readonly string[]): Promise<boolean> {
  if (role !== ROLE) return false;
  const { url } = await startSample({ port: 0, ...(JSON.parse(options) as SampleOptions) });
  process.once('disconnect', () => process.exit());
  process.send?.(url);
  return true;
}
