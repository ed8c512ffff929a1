import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { FLOW_NAMES } from '../../../src/flows/flow';
import { EDGES } from '../../../src/engine/machine';
import { STATUSES } from '../../../src/engine/status';
import { useWorld } from './reconcile';

describe('reconcile: log and flow', () => {
  const world = useWorld();

  const synced = async (): Promise<void> => {
    await world().ok('pull');
    await world().ok('edit', 'accounts/1', '--set', 'name="Logged"');
    await world().ok('sync');
  };

  it('shows the log of all records and of one, oldest first', async () => {
    await synced();
    const all = (await world().ok('log')).trimEnd().split('\n');
    assert.match(all[0] ?? '', /^ +1 {2}\S+Z {2}accounts: shape found by looking at 5 records$/);
    const one = (await world().ok('log', 'accounts/1')).trimEnd().split('\n');
    assert.deepEqual(one, all.filter((line) => line.includes('  accounts/1  ')));
    for (const [i, what] of [/pulled as version 1$/, /PENDING, by edit$/, /PROCESSING, attempt 1$/, /SYNCED: Written as version 2\. \[PUT \/accounts\/1 200 /].entries()) assert.match(one[i] ?? '', what);
    assert.deepEqual((await world().ok('log', '--last', '2')).trimEnd().split('\n'), all.slice(-2));
  });

  it('ends quietly when nobody reads its output any more', async () => {
    await synced();
    const log = world().begin('log');
    log.stdout?.destroy();
    const closed = once(log, 'close');
    assert.equal(log.stderr && (await text(log.stderr)), '');
    await closed;
  });

  it('prints one entry a line as JSON', async () => {
    await synced();
    const entries = (await world().ok('log', 'accounts/1', '--json')).trimEnd().split('\n').map((line) => JSON.parse(line) as { seq: number; key: string; fact: { kind: string } });
    assert.deepEqual(entries.map(({ fact }) => fact.kind), ['pulled', 'queued', 'started', 'finished']);
    assert.ok(entries.every(({ key }) => key === 'accounts/1'));
  });

  it('draws D2 with its nine states and sixteen transitions', async () => {
    const mermaid = await world().ok('flow', 'state-machine');
    assert.match(mermaid, /^stateDiagram-v2\n/);
    const drawn = mermaid.split('\n').filter((line) => line.includes('-->')).map((line) => line.trim().split(/ --> |: /).slice(0, 2).join('>'));
    assert.deepEqual(drawn, EDGES.map(({ from, to }) => `${from}>${to}`));
    assert.deepEqual(new Set(drawn.flatMap((edge) => edge.split('>'))), new Set(['[*]', ...STATUSES]));
  });

  it('marks the way that a record took', async () => {
    await synced();
    const mermaid = await world().ok('flow', 'state-machine', '--record', 'accounts/1');
    assert.match(mermaid, /%% \[\*\] → PENDING → PROCESSING → SYNCED/);
    assert.match(mermaid, /^ +class SYNCED here$/m);
  });

  it('names the ten flows in the order of the diagrams, and draws each', async () => {
    const flows = JSON.parse(await world().ok('flow', '--list', '--json')) as { name: string; number: number }[];
    assert.deepEqual(flows.map(({ name }) => name), FLOW_NAMES);
    for (const { name } of flows) assert.match(await world().ok('flow', name), /^(sequenceDiagram|stateDiagram-v2|flowchart (TD|LR))\n/);
  });

  it('marks the values that decided on the way of a record, and its way as of a time', async () => {
    await synced();
    assert.match(await world().ok('flow', 'error-handling', '--record', 'accounts/1'), /\|"Newer<br\/>base 1, remote 2"\|/);
    assert.match(await world().ok('flow', 'timeline', '--record', 'accounts/1'), /n_runner->>n_master: PUT \/accounts\/1 \([\d.]+ ms\)/);
    const before = JSON.parse(await world().ok('flow', 'error-handling', '--record', 'accounts/1', '--at', '2020-01-01', '--json')) as { path: unknown[] };
    assert.deepEqual(before.path, []);
  });

  it('says how often each arrow was taken, and which never was', async () => {
    await synced();
    assert.match(await world().ok('flow', 'validation', '--at', '2099-01-01T00:00'), /V7.*\|"Match<br\/>1"\|/);
    const text = await world().ok('flow', '--coverage');
    assert.match(text, /^ 5 {2}Validation pipeline +8 of 15 +53 %$/m);
    assert.match(text, /never {2}V6 Version check\? → Skip update: Stale \/ same/);
    assert.match(text, /All ten +\d+ of 204/);
  });
});
