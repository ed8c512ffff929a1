import { strict as assert } from 'node:assert';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Har } from '../../../src/flows/har/types';
import { useWorld } from './reconcile';

const TOKEN = 'tok-31415926';

describe('reconcile: why and har', () => {
  const world = useWorld({ retry: { base: 30, factor: 1 } });

  const failing = async (): Promise<void> => {
    await world().ok('pull');
    await world().fault({ fault: '503', id: '1', method: 'PUT' });
    await world().fault({ fault: '500', id: '1', method: 'PUT' });
    await world().ok('edit', 'accounts/1', '--set', 'name="Why"');
    await world().run('sync', '--once');
  };

  it('tells the decisions with their entries, and what happens next', async () => {
    await failing();
    const text = await world().ok('why', 'accounts/1');
    assert.match(text, /^accounts\/1 {2}RETRY_PENDING: (retry 1 of 3|next attempt) .*, after 50[03] from PUT \/accounts\/1\.$/m);
    assert.match(text, /^Why\n {2}\S+Z {2}Saved: name: revision 0 → 1, durable before the save returned {2}\[entry \d+\]$/m);
    assert.match(text, /^What happens next\n {2}(GET|PUT) \/accounts\/1 in /m);
  });

  it('tells the same as JSON', async () => {
    await failing();
    const why = JSON.parse(await world().ok('why', 'accounts/1', '--json')) as { status: string; job: number; decisions: { title: string; isLogged: boolean; seq: number }[]; next: { dueAt: string | null }[] };
    assert.deepEqual([why.status, why.job, why.decisions[0]?.title, why.decisions[0]?.isLogged], ['RETRY_PENDING', 1, 'Saved: name', true]);
    assert.match(why.next[0]?.dueAt ?? '', /Z$/);
  });

  it('writes an archive of what was sent, to a file or to standard output, without the secret', async () => {
    await world().configure({ auth: 'bearer' });
    process.env[variable(world().sample.url)] = TOKEN;
    try {
      await failing();
    } finally {
      delete process.env[variable(world().sample.url)];
    }
    assert.match(await world().ok('har', 'accounts/1', '--file', join(world().folder, 'one.har')), /^1 exchange of accounts\/1 in /);
    const text = await readFile(join(world().folder, 'one.har'), 'utf8');
    const { log } = JSON.parse(text) as Har;
    assert.deepEqual([log.version, log.entries[0]?.request.method, log.entries[0]?.request.url], ['1.2', 'PUT', `${world().sample.url}/accounts/1`]);
    assert.equal(log.entries[0]?.request.comment, 'Not in the log: authorization');
    assert.ok(!text.includes(TOKEN));
    assert.deepEqual(JSON.parse(await world().ok('har', 'accounts/1', '--json')), JSON.parse(text));
  });

  it('ends with 2 where there is no exchange, no record, or a mistake', async () => {
    await world().ok('pull');
    for (const [args, sentence] of [[['har', 'accounts/1'], /no exchange of accounts\/1/], [['why', 'accounts/99'], /There is no record/], [['why'], /Name a RECORD/], [['why', 'accounts/1', '--file', 'x'], /why takes no --file/]] as const) {
      const { code, stderr } = await world().run(...args);
      assert.equal(code, 2);
      assert.match(stderr, sentence);
    }
  });
});

const variable = (url: string): string => `RECONCILE_TOKEN_HTTP_127_0_0_1_${new URL(url).port}`;
