import { strict as assert } from 'node:assert';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { build } from 'esbuild';
import { isObject } from '../../../src/engine/json';
import type { Numbered } from '../../../src/node/store/entries';
import { Stores, until } from '../../support/store';

/** A driver process and what it said. */
class Driver {
  readonly acks = new Map<number, string>();
  role = '';
  readonly #child: ChildProcess;
  readonly #over: Promise<unknown>;

  constructor(script: string, dir: string, name: string) {
    this.#child = spawn(process.execPath, [script, dir, name], { stdio: ['pipe', 'pipe', 'inherit'] });
    const { stdout } = this.#child;
    assert.ok(stdout);
    const lines = createInterface({ input: stdout });
    lines.on('line', (line) => {
      const ack = /^ack (\d+) (\S+)$/.exec(line); // a line that the kill cut off is not an acknowledgement
      if (ack) this.acks.set(Number(ack[1]), ack[2] ?? '');
      else this.role = /^role (\w+)$/.exec(line)?.[1] ?? this.role;
    });
    this.#over = Promise.all([once(this.#child, 'exit'), once(lines, 'close')]);
  }

  signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child.kill(name);
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#over;
  }
}

const valueOf = ({ entry }: Numbered): unknown => (entry.fact.kind === 'pulled' && isObject(entry.fact.base.content) ? entry.fact.base.content['value'] : undefined);

describe('store: processes that die or sleep', function () {
  this.timeout(60_000);
  const stores = new Stores();
  const running: Driver[] = [];
  let script = '';

  before(async () => {
    script = join(await stores.dir(), 'driver.mjs');
    await build({ entryPoints: ['test/support/storeDriver.ts'], outfile: script, bundle: true, platform: 'node', format: 'esm', logLevel: 'warning' });
  });
  after(async () => {
    for (const driver of running) await driver.kill();
    await stores.clean();
  });
  const start = (dir: string, name: string): Driver => {
    const driver = new Driver(script, dir, name);
    running.push(driver);
    return driver;
  };

  /** The newest entries from a number on, which must be there without a gap. */
  async function logFrom(dir: string, from: number): Promise<Map<number, unknown>> {
    const store = await stores.open(dir, { readOnly: true });
    const found = new Map<number, unknown>();
    let next = from;
    for await (const one of store.entries({ last: store.model.seq - from + 1 })) {
      assert.equal(one.seq, next, 'the log has a gap');
      next += 1;
      found.set(one.seq, valueOf(one));
    }
    assert.equal(next, store.model.seq + 1);
    assert.notEqual(store.recovery.kind, 'damaged');
    await store.close();
    return found;
  }

  it('73: kill -9 fifty times, at any moment, loses nothing that was acknowledged', async () => {
    const dir = await stores.dir();
    const acknowledged = new Map<number, string>();
    for (let kill = 0; kill < 50; kill += 1) {
      const driver = start(dir, `k${kill}`);
      if (kill % 5 !== 4) await until(() => driver.acks.size > 0, 'the first acknowledgement'); // every fifth is killed while it opens
      await delay(Math.random() * (driver.acks.size > 0 ? 60 : 250));
      await driver.kill();
      if (driver.acks.size === 0) continue;
      const log = await logFrom(dir, Math.min(...driver.acks.keys()));
      for (const [seq, value] of driver.acks) {
        assert.equal(log.get(seq), value, `kill ${kill}`);
        acknowledged.set(seq, value);
      }
    }
    const log = await logFrom(dir, 1);
    for (const [seq, value] of acknowledged) assert.equal(log.get(seq), value);
    assert.equal(new Set(log.values()).size, log.size, 'an entry is doubled');
    assert.ok(acknowledged.size > 50, `${acknowledged.size} acknowledged`);
  });

  it('71, 78: an owner that is stopped six times and woken loses and doubles nothing that either acknowledged', async function () {
    if (process.platform === 'win32') this.skip();
    const dir = await stores.dir();
    const pair = [start(dir, 'a'), start(dir, 'b')] as const;
    for (let stop = 0; stop < 6; stop += 1) {
      await until(() => pair.some(({ role }) => role === 'owner') && pair.every(({ role }) => role !== ''), 'an owner');
      const [owner, other] = pair[0].role === 'owner' ? pair : [pair[1], pair[0]];
      await delay(Math.random() * 20);
      owner.signal('SIGSTOP');
      await until(() => other.role === 'owner', 'the takeover');
      const before = other.acks.size;
      await until(() => other.acks.size > before + 10, 'acknowledgements of the new owner');
      owner.signal('SIGCONT');
      await until(() => owner.role === 'follower', 'the old owner follows');
    }
    for (const driver of pair) await driver.kill();
    const log = await logFrom(dir, 1);
    for (const driver of pair) for (const [seq, value] of driver.acks) assert.equal(log.get(seq), value);
    assert.equal(new Set(log.values()).size, log.size, 'an entry is doubled');
  });
});
