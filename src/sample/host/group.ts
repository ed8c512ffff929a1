import { spawn, type ChildProcess } from 'node:child_process';

/** A command with all its descendants. */
export interface Group {
  readonly child: ChildProcess;
  /** Resolves with the exit code, or the signal that ended it; rejects when it could not be started. */
  readonly exited: Promise<number | NodeJS.Signals>;
  /** Asks all of them to end, insists after three seconds, and resolves when the command is gone. */
  end(): Promise<void>;
}

export interface GroupOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  stdio?: 'ignore' | 'inherit' | 'pipe';
}

/** Starts a command as the leader of a process group of its own, which is asked to end when this process ends. */
export function startGroup(command: string, args: readonly string[], { cwd, env = process.env, stdio = 'pipe' }: GroupOptions = {}): Group {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', stdio, stdio], detached: process.platform !== 'win32' });
  const signal = (name: NodeJS.Signals): void => {
    if (child.pid === undefined) return;
    try {
      if (process.platform === 'win32') child.kill(name);
      else process.kill(-child.pid, name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  };
  const kill = (): void => signal('SIGKILL');
  // A descendant with groups of its own needs a moment for them, so that the first word is a request.
  let isAsked = false;
  const leave = (): void => signal(isAsked ? 'SIGKILL' : 'SIGTERM');
  process.once('exit', leave);
  const exited = new Promise<number | NodeJS.Signals>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, name) => resolve(code ?? name ?? 1));
  });
  const gone = exited.then(
    () => undefined,
    () => undefined,
  );
  void gone.then(() => {
    kill(); // whoever the leader left behind
    process.off('exit', leave);
  });
  return {
    child,
    exited,
    async end() {
      signal('SIGTERM');
      isAsked = true;
      const insist = setTimeout(kill, 3000);
      await gone;
      clearTimeout(insist);
    },
  };
}

/** Runs a command to its end; its words go nowhere unless it fails, and then into the error. */
export async function runQuietly(command: string, args: readonly string[], options: GroupOptions = {}): Promise<string> {
  const group = startGroup(command, args, options);
  let words = '';
  for (const stream of [group.child.stdout, group.child.stderr]) stream?.on('data', (data: Buffer) => (words += data.toString()));
  const result = await group.exited;
  if (result !== 0) throw new Error(`${command} ${args.join(' ')} failed (${result}).\n${words.trim()}`);
  return words;
}
