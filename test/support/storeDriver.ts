// A process that owns or follows a store and saves as fast as it can, until it is killed: `node storeDriver.mjs DIR NAME`.
// Prints `role owner`, `role follower`, and `ack SEQ VALUE` for each entry that was acknowledged.
import { setTimeout as delay } from 'node:timers/promises';
import { JournalError } from '../../src/engine/ports';
import { openStore } from '../../src/node/store/store';
import { IDENTITY, pulled } from './store';

const [dir = '', name = ''] = process.argv.slice(2);
process.stdin.on('end', () => process.exit(0)).resume(); // never outlives the test

const store = await openStore({ dir, identity: IDENTITY, lease: { heartbeatMs: 30, staleMs: 300, staleAliveMs: 500, pollMs: 20 } });
const print = (line: string): void => void process.stdout.write(`${line}\n`);
print(`role ${store.role}`);
store.onDidChangeRole((role) => print(`role ${role}`));

let count = 0;
async function lane(): Promise<never> {
  for (;;) {
    if (store.role === 'follower') await delay(5);
    else {
      const value = `${name}-${(count += 1)}`;
      const entry = pulled(`r${count % 40}`, count, { value, text: 'x'.repeat(4000) });
      try {
        await store.journal.append([entry]);
        store.model.apply(entry);
        print(`ack ${store.model.seq} ${value}`);
        if (count % 300 === 0) await store.journal.checkpoint(store.model);
      } catch (error) {
        if (!(error instanceof JournalError)) throw error;
      }
    }
  }
}
await Promise.all(Array.from({ length: 8 }, lane));
