// `npm run bench`: how fast the product is beside what it stands on, measured in turns. Options: --quick (one run of each), and the names of parts.
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { isMaster } from './master';
import { PARTS, type Row } from './rows';

const columns = ['work', 'records/s', 'reference/s', 'ratio', 'goal', 'CPU µs/record', 'loop p99 ms'] as const;
const cells = ({ work, product, reference, referenceName, ratio, goal, cpuUs, loopP99 }: Row): readonly string[] => [
  work, product.toFixed(0), `${reference.toFixed(0)} (${referenceName})`, ratio.toFixed(ratio < 10 ? 2 : 0), `${goal} ${ratio >= goal ? 'reached' : 'missed'}`, cpuUs.toFixed(0), loopP99.toFixed(1),
];
const widths = [60, 9, 33, 6, 12, 13, 11];
const line = (texts: readonly string[]): string => texts.map((text, i) => (i === 0 || i === 2 ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0))).join('  ');

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: { quick: { type: 'boolean', default: false } }, allowPositionals: true });
  const names = positionals.length > 0 ? positionals : [...PARTS.keys()];
  const times = values.quick ? 1 : 3;
  const machine = { cpu: cpus()[0]?.model ?? '', cores: cpus().length, node: process.version };
  console.log(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}; medians of ${times}\n\n${line(columns)}`);
  const rows: Row[] = [];
  for (const name of names) {
    const part = PARTS.get(name);
    if (!part) throw new Error(`There is no part "${name}"; there are ${[...PARTS.keys()].join(', ')}.`);
    for await (const row of part(times)) {
      rows.push(row);
      console.log(line(cells(row)));
    }
  }
  await writeFile('bench.json', `${JSON.stringify({ at: new Date().toISOString(), machine, times, rows }, null, 2)}\n`);
  console.log('\nbench.json has every run.');
}

const args = process.argv.slice(2);
if (!(await isMaster(args))) await main();
