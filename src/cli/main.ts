import { parseArgs } from 'node:util';
import { version } from '../../package.json';
import type { Command, Options } from './command';
import { COMMANDS } from './commands';
import { harmless } from './terminal';
import { USAGE, UsageError } from './usage';

const OPTIONS = {
  config: { type: 'string' },
  store: { type: 'string' },
  json: { type: 'boolean' },
  'allow-insecure-http': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
  set: { type: 'string', multiple: true },
  file: { type: 'string' },
  use: { type: 'string' },
  field: { type: 'string', multiple: true },
  diff: { type: 'boolean' },
  record: { type: 'string' },
  at: { type: 'string' },
  list: { type: 'boolean' },
  coverage: { type: 'boolean' },
  once: { type: 'boolean' },
  all: { type: 'boolean' },
  last: { type: 'string' },
  port: { type: 'string' },
  records: { type: 'string' },
  resource: { type: 'string' },
  status: { type: 'string' },
  report: { type: 'string' },
  window: { type: 'string' },
  hours: { type: 'string' },
} as const;

function parse(argv: readonly string[]): { options: Options & { help?: boolean | undefined; version?: boolean | undefined }; name: string | undefined; args: string[] } {
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
    const [name, ...args] = positionals;
    return { options: values, name, args };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

async function main(argv: readonly string[]): Promise<number> {
  const { options, name, args } = parse(argv);
  if (options.version) return write(version, 0);
  if (options.help || name === 'help') return write(USAGE.trimEnd(), 0);
  const command = COMMANDS.get(name ?? '');
  if (!command) throw new UsageError(name === undefined ? 'Name a command.' : `There is no command "${name}".`);
  refuseExtra(name ?? '', command, args, options);
  return command.run(args, options, (text, value) => void write(options.json ? JSON.stringify(value, null, name === 'log' ? undefined : 2) : text, 0));
}

/** What a command would silently pass over is a mistake: someone meant something by it. */
function refuseExtra(name: string, { most, options: own }: Command, args: readonly string[], options: object): void {
  const extra = args[most];
  if (extra !== undefined) throw new UsageError(`${name} takes no "${extra}".`);
  const known: readonly string[] = ['config', 'store', 'json', 'allow-insecure-http', ...own];
  const foreign = Object.keys(options).find((option) => !known.includes(option));
  if (foreign !== undefined) throw new UsageError(`${name} takes no --${foreign}.`);
}

function write(text: string, code: number): number {
  process.stdout.write(`${harmless(text)}\n`);
  return code;
}

process.stdout.once('error', () => process.exit()); // whoever read the output has gone, as head does

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(harmless(error instanceof UsageError ? `reconcile: ${error.message}\nreconcile --help shows the usage.\n` : `reconcile: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`));
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
