// A ring of tests in plain Node: `node dist/test/node.mjs FOLDER`.
import { resolve } from 'node:path';
import { runMocha, testFiles } from './mocha';

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
const [folder = '.'] = process.argv.slice(2);
const { failed } = await runMocha(testFiles(resolve(folder)), console.log);
process.exit(failed > 0 ? 1 : 0);
