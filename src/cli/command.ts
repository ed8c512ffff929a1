import type { Action, ActionResult } from '../engine/actions';
import type { Session } from '../node/session';
import type { Common } from './context';
import { warn } from './terminal';

/** The options of all commands, as `parseArgs` read them. */
export interface Options extends Common {
  readonly set?: string[] | undefined;
  readonly file?: string | undefined;
  readonly use?: string | undefined;
  readonly field?: string[] | undefined;
  readonly diff?: boolean | undefined;
  readonly record?: string | undefined;
  readonly at?: string | undefined;
  readonly list?: boolean | undefined;
  readonly coverage?: boolean | undefined;
  readonly once?: boolean | undefined;
  readonly all?: boolean | undefined;
  readonly last?: string | undefined;
  readonly port?: string | undefined;
  readonly records?: string | undefined;
  readonly resource?: string | undefined;
  readonly status?: string | undefined;
  readonly report?: string | undefined;
  readonly window?: string | undefined;
  readonly hours?: string | undefined;
}

/** Takes a text or, for `--json`, a value. */
export type Print = (text: string, value: unknown) => void;

/** Runs a command; answers with its exit code. */
export type Run = (args: readonly string[], options: Options, print: Print) => Promise<number>;

/** A command, how many arguments it takes at most, and which options beside the common ones. */
export interface Command {
  readonly run: Run;
  readonly most: number;
  readonly options: readonly Exclude<keyof Options, keyof Common>[];
}

/** Does one thing with a session, and closes it also where that fails or is interrupted. `cancel`, where given, is what the first interruption does instead. */
export async function withSession<T>(session: Session, work: (session: Session) => Promise<T>, cancel?: (session: Session) => void): Promise<T> {
  let asked = cancel;
  const end = (): void => {
    const ask = asked;
    asked = undefined;
    if (ask) ask(session);
    else void session.close().finally(() => process.exit(130));
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  session.onDidLog(({ level, text }) => level !== 'info' && warn(text));
  try {
    return await work(session);
  } finally {
    process.off('SIGINT', end);
    process.off('SIGTERM', end);
    await session.close();
  }
}

/** Asks the engine, and prints what became of it. */
export async function act(session: Session, action: Action, print: Print): Promise<number> {
  const result: ActionResult = await session.perform(action);
  print(result.message, result);
  return result.ok ? 0 : 1;
}
