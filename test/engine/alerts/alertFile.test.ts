import { strict as assert } from 'node:assert';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineFact } from '../../../src/engine/entry';
import type { Change } from '../../../src/engine/model';
import { AlertFile } from '../../../src/node/alerts/alertFile';

const alerted = (text: string): EngineFact => ({ kind: 'alerted', alert: { id: text, at: 0, level: 'critical', rule: 'stall', subject: '', text }, isHeld: false });
const changes = (...facts: readonly EngineFact[]): Change[] => facts.map((fact) => ({ entry: { at: 0, fact }, before: undefined, after: undefined, edges: [] }));

describe('the alert log as a file', () => {
  let dir: string;
  let said: string[];
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'alerts-'));
    said = [];
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));
  const written = async (...facts: readonly EngineFact[]): Promise<string | null> => {
    const file = new AlertFile(dir, (sentence) => said.push(sentence));
    file.take(changes(...facts));
    await file.settled();
    return readFile(join(dir, 'alerts.log'), 'utf8').catch(() => null);
  };

  it('has a line for each, and is the owner’s alone', async () => {
    assert.equal(await written(alerted('One.'), alerted('Two.')), '1970-01-01T00:00:00.000Z  critical  One.\n1970-01-01T00:00:00.000Z  critical  Two.\n');
    assert.equal((await stat(join(dir, 'alerts.log'))).mode & 0o777, 0o600);
  });

  it('begins anew when it is large, or grows on where the old one cannot be replaced', async () => {
    await writeFile(join(dir, 'alerts.log'), 'x'.repeat(2 ** 20 + 1));
    assert.match((await written(alerted('The line.'))) ?? '', /^1970.*The line\.\n$/);
    assert.equal((await stat(join(dir, 'alerts.old.log'))).size, 2 ** 20 + 1);
    await writeFile(join(dir, 'alerts.log'), 'x'.repeat(2 ** 20 + 1));
    await rm(join(dir, 'alerts.old.log'));
    await mkdir(join(dir, 'alerts.old.log'));
    assert.match((await written(alerted('Another.'))) ?? '', /^x+1970.*Another\.\n$/);
  });

  it('is gone with the store, with what was alerted before in the same breath', async () => {
    await written(alerted('One.'));
    assert.equal(await written(alerted('Two.'), { kind: 'cleared' }), null);
  });

  it('that cannot be written is said once', async () => {
    await mkdir(join(dir, 'alerts.log'));
    const file = new AlertFile(dir, (sentence) => said.push(sentence));
    for (const text of ['One.', 'Two.']) file.take(changes(alerted(text)));
    await file.settled();
    assert.equal(said.length, 1);
    assert.match(said[0] ?? '', /^The alert log cannot be written as a file: /);
  });
});
