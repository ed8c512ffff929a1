import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { missingHere } from '../../../src/engine/audit/finding';
import type { Entry } from '../../../src/engine/entry';
import { isObject } from '../../../src/engine/json';
import { FRAME, lineOf, parseLine } from '../../../src/node/store/line';
import { edited, logOf, pulled, save, Stores } from '../../support/store';

/** A batch of a reconciliation with a finding. */
const batch = (n: number): Entry => ({
  at: n, fact: { kind: 'audited', run: 'run-1', batch: { resource: 'accounts', cursor: null, ids: [`r${n}`], checked: 1, matched: 0, left: 0, findings: [missingHere(`accounts/there${n}`, '1')] } },
});
const start: Entry = { at: 1, fact: { kind: 'auditStarted', run: 'run-1', by: 'person', scope: {} } };

describe('store: entries that this build does not understand', () => {
  const stores = new Stores();
  afterEach(() => stores.clean());

  /** Makes of the findings of these records what a build wrote that had no field `remote`: whole lines, with good checksums, that this build cannot read. */
  async function age(dir: string, ...keys: readonly string[]): Promise<void> {
    const old = (line: string): string => keys.reduce((text, key) => text.replace(`"key":"${key}","kind":"missing","remote":"there",`, `"key":"${key}","kind":"missing",                 `), line);
    for (const name of await readdir(dir)) {
      const text = await readFile(join(dir, name), 'utf8').catch(() => '');
      if (/^j-/.test(name)) await writeFile(join(dir, name), text.split('\n').filter((line) => line !== '').map((line) => Buffer.from(lineOf(old(line.slice(FRAME - 1)))).toString()).join(''));
      if (!/^snap-/.test(name)) continue;
      const [first = '', ...lines] = text.split('\n');
      const rest = lines.map(old).join('\n');
      const header = parseLine(Buffer.from(first));
      assert.ok(isObject(header) && rest !== lines.join('\n'));
      const json = JSON.stringify({ ...header, sha256: createHash('sha256').update(rest).digest('hex') });
      await writeFile(join(dir, name), Buffer.concat([Buffer.from(lineOf(json.padEnd(first.length - FRAME + 1))), Buffer.from(rest)]));
    }
  }

  it('open as damage, said once, with everything else there', async () => {
    const dir = await stores.dir();
    const store = await stores.open(dir);
    await save(store, ...Array.from({ length: 40 }, (_, i) => pulled(`r${i}`, i)), start, batch(1), batch(2), edited('r1', 50), batch(3));
    await store.close();
    await age(dir, 'accounts/there2');
    const again = await stores.open(dir);
    assert.equal(again.recovery.kind, 'damaged');
    assert.match(again.recovery.message, /^Part of the sync log could not be read \(1 entry\); everything else was recovered\./);
    assert.equal(again.model.records.size, 40);
    assert.equal(again.model.records.get('accounts/r1')?.localRevision, 1);
    assert.deepEqual(again.model.audits.findings.map(({ key }) => key), ['accounts/there1', 'accounts/there3']);
    await save(again, edited('r2', 60));
    await again.close();
    const third = await stores.open(dir);
    assert.equal(third.recovery.kind, 'clean');
    assert.equal(third.model.records.get('accounts/r2')?.localRevision, 1);
    assert.equal((await logOf(third)).length, 45);
  });

  it('are no reason to refuse a small store, as long as no record is lost in them', async () => {
    const dir = await stores.dir();
    const store = await stores.open(dir);
    await save(store, pulled('1', 1), start, batch(2), batch(3), batch(4), edited('1', 5));
    await store.close();
    await age(dir, 'accounts/there2', 'accounts/there3', 'accounts/there4');
    const again = await stores.open(dir);
    assert.equal(again.recovery.kind, 'damaged');
    assert.equal(again.model.records.get('accounts/1')?.localRevision, 1);
  });

  it('may be in a snapshot: the state is rebuilt from the log', async () => {
    const dir = await stores.dir();
    const store = await stores.open(dir);
    await save(store, start, batch(2));
    for (let n = 0; n < 5; n += 1) await save(store, ...Array.from({ length: 100 }, (_, i) => pulled(`r${i}`, n, { text: 'x'.repeat(9000) })));
    await store.journal.checkpoint(store.model);
    assert.ok((await readdir(dir)).includes('snap-2.json'));
    await save(store, edited('r2', 7));
    await store.close();
    await age(dir, 'accounts/there2');
    const again = await stores.open(dir);
    assert.equal(again.recovery.kind, 'damaged');
    assert.equal(again.model.records.size, 100);
    assert.equal(again.model.records.get('accounts/r2')?.localRevision, 1);
    assert.deepEqual(again.model.audits.findings, []);
  });
});
