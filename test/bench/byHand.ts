import { mkdtemp, rm } from 'node:fs/promises';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Low } from 'lowdb';
import { JSONFile } from 'lowdb/node';
import PQueue from 'p-queue';
import { put, rowsOf, type Row } from './raw';
import { timed, type Run } from './run';

interface Stored extends Row {
  readonly status: 'PENDING' | 'PROCESSING' | 'SYNCED';
}

/** The work as a person would write it in an afternoon: p-queue, node-fetch, and a lowdb write for each transition. Every record of the master is stored; some are pushed. */
export async function pushByHand(url: string, records: number, concurrency: number): Promise<Run> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const rows = await rowsOf(url);
  const db = new Low<Record<string, Stored>>(new JSONFile(join(folder, 'db.json')), Object.fromEntries(rows.map((row) => [row.id, { ...row, status: 'PENDING' }])));
  await db.write();
  const agent = new Agent({ keepAlive: true });
  const queue = new PQueue({ concurrency });
  const name = `By hand ${Date.now()}`;
  const pushOne = async (row: Row): Promise<void> => {
    db.data[row.id] = { ...row, status: 'PROCESSING' };
    await db.write();
    const answer = await put(url, row, name, agent);
    if (!answer.ok) throw new Error(`The master answered ${answer.status}.`);
    db.data[row.id] = { ...((await answer.json()) as Row), status: 'SYNCED' };
    await db.write();
  };
  const run = await timed(records, async () => void (await queue.addAll(rows.slice(0, records).map((row) => () => pushOne(row)))));
  agent.destroy();
  await rm(folder, { recursive: true });
  return run;
}
