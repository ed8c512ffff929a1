import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGroup } from '../../src/sample/host/group';
import { canServe, projectRoot } from '../../src/sample/host/project';
import { variables, type Result } from './mocha';

export type RingName = 'types' | 'lint' | 'engine' | 'editor' | 'ui';

/** One kind of test: commands of Node, each of which ends with 0 when all is well. */
export interface Ring {
  readonly name: RingName;
  readonly title: string;
  readonly commands: readonly (readonly string[])[];
  /** The commands write a `Result`; without it, a ring counts as one test. */
  readonly reports: boolean;
}

const at = (...path: string[]): string => join(projectRoot, ...path);
const projects = ['tsconfig.json', 'src/engine/tsconfig.json', 'src/webview/tsconfig.json'].filter((file) => existsSync(at(file)));

/** In the order in which they run. */
export const rings: readonly Ring[] = [
  { name: 'types', title: 'Types', reports: false, commands: projects.map((file) => [at('node_modules/typescript/bin/tsc'), '--noEmit', '-p', at(file)]) },
  { name: 'lint', title: 'Lint', reports: false, commands: [[at('node_modules/eslint/bin/eslint.js'), '.']] },
  { name: 'engine', title: 'Engine, in Node', reports: true, commands: [[at('dist/test/node.mjs'), at('dist/test/engine')]] },
  { name: 'editor', title: 'Extension, in VS Code', reports: true, commands: [[at('dist/test/desktop.mjs')]] },
  { name: 'ui', title: 'Window, as a person drives it', reports: true, commands: [[at('dist/test/node.mjs'), at('dist/test/ui')]] },
];

/** Runs a ring; with `deadline` (ms since the epoch) it is ended and has failed. A ring that leaves no result has failed. */
export async function runRing(ring: Ring, { deadline, grep }: { deadline: number; grep: string | undefined }): Promise<Result> {
  if (ring.name === 'ui' && !canServe) {
    console.log('Left out: the served VS Code is for Linux x64.');
    return { passed: 0, failed: 0, failures: [] };
  }
  const folder = await mkdtemp(join(tmpdir(), 'ring-'));
  const file = join(folder, 'result.json');
  const env = { ...process.env, [variables.result]: file, ...(grep && { [variables.grep]: grep }) };
  const problems: string[] = [];
  for (const command of ring.commands) problems.push(...(await runCommand(command, env, deadline)));
  const result = ring.reports && existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as Result) : undefined;
  await rm(folder, { recursive: true });
  return judge(ring, result, problems, grep);
}

/** Runs one command and answers what was wrong with its end. */
async function runCommand(command: readonly string[], env: NodeJS.ProcessEnv, deadline: number): Promise<string[]> {
  const group = startGroup(process.execPath, command, { cwd: projectRoot, env, stdio: 'inherit' });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    void group.end();
  }, deadline - Date.now());
  const exit = await group.exited;
  clearTimeout(timer);
  if (late) return ['It did not end in time.'];
  return exit === 0 ? [] : [`It ended with ${exit}; see above.`];
}

function judge(ring: Ring, result: Result | undefined, problems: string[], grep: string | undefined): Result {
  const failed = (message: string): Result => ({ passed: result?.passed ?? 0, failed: 1, failures: [{ title: ring.title, message }] });
  if (!ring.reports) return problems.length > 0 ? failed(problems.join('\n')) : { passed: 1, failed: 0, failures: [] };
  if (!result) return failed(`There is no result. ${problems.join(' ')}`);
  if (result.failed === 0 && problems.length > 0) return failed(problems.join('\n'));
  if (result.passed + result.failed === 0 && !grep) return failed('There are no tests.');
  return result;
}
