import { Agent } from 'node:http';
import fetch from 'node-fetch';
import { timed, type Run } from './run';

/** A record as the sample shows it. */
export interface Row {
  readonly id: string;
  readonly version: number;
  readonly [field: string]: unknown;
}

/** Every record of the master. */
export async function rowsOf(url: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (let page = 1; ; page++) {
    const some = (await (await fetch(`${url}/accounts?limit=1000&page=${page}`)).json()) as Row[];
    rows.push(...some);
    if (some.length < 1_000) return rows;
  }
}

/** The request that the product sends for a changed record. */
export const put = (url: string, { version, ...row }: Row, name: string, agent: Agent) =>
  fetch(`${url}/accounts/${encodeURIComponent(row.id)}`, {
    agent,
    method: 'PUT',
    headers: { accept: 'application/json, application/problem+json', 'user-agent': 'bench', 'accept-encoding': 'gzip', 'content-type': 'application/json', 'if-match': `"${version}"` },
    body: JSON.stringify({ ...row, version, name }),
  });

/** The same PUTs with node-fetch alone: no store, no validation, each answer read and thrown away. */
export async function rawPuts(url: string, records: number, concurrency: number): Promise<Run> {
  const rows = (await rowsOf(url)).slice(0, records);
  const agent = new Agent({ keepAlive: true });
  const name = `Raw ${Date.now()}`;
  let next = 0;
  const work = async (): Promise<void> => {
    for (let row = rows[next++]; row; row = rows[next++]) {
      const answer = await put(url, row, name, agent);
      await answer.text();
      if (!answer.ok) throw new Error(`The master answered ${answer.status}.`);
    }
  };
  const run = await timed(records, async () => void (await Promise.all(Array.from({ length: concurrency }, work))));
  agent.destroy();
  return run;
}

/** One GET for each record with node-fetch alone, eight at a time, each answer read and thrown away. */
export async function rawGets(url: string, ids: readonly string[]): Promise<Run> {
  const agent = new Agent({ keepAlive: true });
  const queue = ids.values();
  const work = async (): Promise<void> => {
    for (const id of queue) await (await fetch(`${url}/accounts/${id}`, { agent })).text();
  };
  const run = await timed(ids.length, async () => void (await Promise.all(Array.from({ length: 8 }, work))));
  agent.destroy();
  return run;
}

/** How many requests the master has had. */
export async function requestsOf(url: string): Promise<number> {
  const { total } = (await (await fetch(`${url}/_control/log`)).json()) as { total: number };
  return total;
}
