// `npm test`: every ring of tests, or those named: `npm test -- engine ui --grep "a title"`.
import { parseArgs } from 'node:util';
import { whenOrphaned } from '../src/sample/host/orphan';
import { rings, runRing, type RingName } from './support/rings';

const minutes = 14;

let chosen: { names: RingName[]; grep: string | undefined };
try {
  const { values, positionals } = parseArgs({ options: { grep: { type: 'string' } }, allowPositionals: true });
  const unknown = positionals.find((name) => !rings.some((ring) => ring.name === name));
  if (unknown !== undefined) throw new Error(`There are no tests named ${unknown}`);
  chosen = { names: positionals as RingName[], grep: values.grep };
} catch (error) {
  console.error(`${(error as Error).message}.\nUsage: npm test -- [${rings.map((ring) => ring.name).join('] [')}] [--grep TITLE]`);
  process.exit(2);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
whenOrphaned(() => process.exit(1));
const deadline = Date.now() + minutes * 60_000;
let passed = 0;
const failures: string[] = [];
for (const ring of rings) {
  if (chosen.names.length > 0 && !chosen.names.includes(ring.name)) continue;
  console.log(`\n── ${ring.title} ${'─'.repeat(Math.max(0, 60 - ring.title.length))}`);
  const result = await runRing(ring, { deadline, grep: chosen.grep });
  passed += result.passed;
  failures.push(...result.failures.map(({ title, message }) => `${ring.name}: ${title}\n    ${message.trim().replaceAll('\n', '\n    ')}`));
}
if (failures.length > 0) console.log(`\nFailed:\n\n  ${failures.join('\n\n  ')}`);
console.log(`\n${passed} passed, ${failures.length} failed`);
process.exit(failures.length > 0 ? 1 : 0);
