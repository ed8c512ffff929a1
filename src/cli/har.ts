import { displayName, version } from '../../package.json';
import { splitKey } from '../engine/record';
import { harOf } from '../flows/har/har';
import { jobsOf } from '../flows/history';
import { withSession, type Run } from './command';
import { open } from './context';
import { keyFrom } from './input';
import { writeOutFile } from './outFile';
import { UsageError } from './usage';
import { readSteps } from './steps';

/** `reconcile har`: to standard output, or into a file. */
export const har: Run = async ([what], options, print) =>
  withSession(await open(options, 'look'), async (session) => {
    const key = keyFrom(what);
    const { origin } = session.settings.master;
    const { sensitive = [] } = session.settings.resources.get(splitKey(key)?.resource ?? '') ?? {};
    const archive = harOf(key, jobsOf(await readSteps(session, key)), { creator: { name: displayName, version }, origin, sensitive, headersOf: (exchange) => session.headersOf(exchange) });
    const { length } = archive.log.entries;
    if (length === 0) throw new UsageError(`The log has no exchange of ${key}.`);
    const text = `${JSON.stringify(archive, null, 2)}\n`;
    if (options.file === undefined) print(text.trimEnd(), archive);
    else {
      writeOutFile(options.file, text);
      print(`${length} exchange${length === 1 ? '' : 's'} of ${key} in ${options.file}.`, { file: options.file, entries: length });
    }
    return 0;
  });
