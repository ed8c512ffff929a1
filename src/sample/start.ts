import { parseArgs } from 'node:util';
import { findDesktop } from './host/desktop';
import { canServe, needsDesktop } from './host/project';
import { Session } from './host/session';
import { startSample } from './master';
import { openDesktop, openServed } from './open';
import { openableWorkspace } from './workspace';

const usage = `Usage: npm start -- [options]

Starts the sample master API and opens VS Code with the sample workspace and this extension.
VS Code desktop is used when VSCODE_PATH names it or \`code\` is on the PATH; otherwise a VS Code
is served on this machine, to open in a browser (Linux x64). Ctrl+C ends everything.

  --served    serve VS Code even where there is a desktop
  --port N    port of the served VS Code (a free one by default)
  --no-open   do not open the browser
  --help      show this
`;

interface Choice {
  served: boolean;
  port: number;
  open: boolean;
}

function readOptions(): Choice {
  const { values } = parseArgs({ options: { served: { type: 'boolean' }, port: { type: 'string' }, 'no-open': { type: 'boolean' }, help: { type: 'boolean' } } });
  if (values.help) {
    console.log(usage);
    process.exit(0);
  }
  const port = Number(values.port ?? 0);
  if (!/^\d+$/.test(values.port ?? '0') || port > 65535) throw new Error(`--port wants a number from 0 to 65535, not ${values.port}.`);
  return { served: values.served ?? false, port, open: !values['no-open'] };
}

/** The sample master API on its usual port, or on a free one when that is taken. */
async function startMaster(): ReturnType<typeof startSample> {
  try {
    return await startSample({ port: 4010 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return startSample({ port: 0 });
  }
}

async function main(session: Session, choice: Choice): Promise<void> {
  const desktop = choice.served ? undefined : findDesktop();
  if (!desktop && !canServe) throw new Error(needsDesktop);
  const master = await startMaster();
  await session.add(() => master.close());
  console.log(`The sample master API is at ${master.url}`);
  process.env['RECONCILIATION_APPROVED_ORIGIN'] = master.url; // who starts the sample wants it synced
  const workspace = await openableWorkspace(master.url);
  await (desktop ? openDesktop(session, desktop, workspace) : openServed(session, workspace, choice));
}

let choice: Choice;
try {
  choice = readOptions();
} catch (error) {
  console.error(`${(error as Error).message.split('. ')[0]}\n\n${usage}`);
  process.exit(2);
}
const session = new Session();
main(session, choice).then(
  () => session.end().then(() => process.exit(0)),
  (error: unknown) => {
    if (!session.isOver) console.error((error as Error).message);
    return session.end().then(() => process.exit(1));
  },
);
