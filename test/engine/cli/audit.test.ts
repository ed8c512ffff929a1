import { strict as assert } from 'node:assert';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '../../../src/engine/audit/finding';
import { REPORT_FORMATS } from '../../../src/flows/report/formats';
import { reportMarkdown } from '../../../src/flows/report/markdown';
import { reportOf } from '../../../src/flows/report/reportOf';
import { until } from '../../support/until';
import { ended, own, useWorld } from './reconcile';

describe('reconcile audit (D6)', () => {
  const world = useWorld({}, { records: 10_000 });

  it('finds exactly the planted differences among 10,000 records, and reports them', async () => {
    const w = world();
    await w.ok('pull');
    const clean = JSON.parse(await w.ok('audit', '--json')) as { figures: { checked: number; matched: number } };
    assert.deepEqual([clean.figures.checked, clean.figures.matched], [10_000, 10_000]);

    for (const id of ['17', '4711']) await w.writeBehind(id, { name: `=HYPERLINK("${id}")` });
    await w.fault({ fault: 'same-version', id: '42', method: 'GET' });
    await w.remote('42');
    await w.remove('9999');
    await w.create({ name: 'New there' });
    await w.ok('edit', 'accounts/5', '--set', 'name="Mine"');

    const { code, stdout } = await w.run('audit', '--json', '--report', 'report.csv');
    assert.equal(code, 1);
    const { findings, figures } = JSON.parse(stdout) as { findings: Finding[]; figures: { checked: number; left: number; needsPerson: number } };
    assert.deepEqual(findings.map(({ kind, key }) => `${kind} ${key}`).sort(), ['drift accounts/17', 'drift accounts/4711', 'missing accounts/10001', 'orphaned accounts/9999', 'unversioned accounts/42']);
    assert.deepEqual([figures.checked, figures.left, figures.needsPerson], [10_000, 1, 2]);
    const csv = await readFile(join(w.folder, 'report.csv'), 'utf8');
    assert.equal(csv.split('\r\n').length, 7);
    assert.match(csv, /^\ufeff"Record","Finding"/);

    for (const name of ['r.md', 'r.json', 'r.html']) await w.run('audit', 'accounts/42', '--report', name);
    assert.match(await readFile(join(w.folder, 'r.md'), 'utf8'), /\| Total checked \| 1 \|/);
    assert.match(await readFile(join(w.folder, 'r.html'), 'utf8'), /<td>accounts\/42<\/td><td>Unversioned change<\/td>/);
    assert.equal((JSON.parse(await readFile(join(w.folder, 'r.json'), 'utf8')) as { findings: unknown[] }).findings.length, 1);
  }).timeout(60_000);

  it('reports what it had compared where it is interrupted', async () => {
    const w = world();
    await w.ok('pull');
    await w.fault({ fault: 'delay', method: 'GET', delayMs: 200, times: 1_000 });
    const before = (await w.methods(null)).length;
    const running = w.begin('audit', '--report', 'partial.md');
    const end = ended(running);
    await until('three pages to be asked for', async () => ((await w.methods(null)).length >= before + 3 ? true : undefined), 20_000);
    running.kill('SIGINT');
    const { code, stdout } = await end;
    assert.equal(code, 1);
    assert.match(stdout, /^Cancelled: [1-9][0-9,]* checked, 0 discrepancies, 0 actions needed\.$/m);
    assert.match(await readFile(join(w.folder, 'partial.md'), 'utf8'), /cancelled after \d+ s, so this report is partial/);
  }).timeout(60_000);

  it('says what it takes', async () => {
    const { code, stderr } = await world().run('audit', '--report', 'r.pdf');
    assert.equal(code, 2);
    assert.match(stderr, /--report takes a file that ends in \.md, \.json, \.csv, \.html\./);
    assert.equal((await world().run('audit', '--status', 'GONE')).code, 2);
  });
});

describe('reconcile audit in a pipeline', () => {
  const world = useWorld({ audit: { rate: 200 } });

  it('ends with 0 where nothing differs, 1 for drift and where it was stopped, 2 for a wrong call; each format says what was found', async () => {
    const w = world();
    await w.ok('pull');
    assert.equal((await w.run('audit', '--report', 'none.md')).code, 0);
    assert.match(await readFile(join(w.folder, 'none.md'), 'utf8'), /Nothing differs\./);
    await w.writeBehind('3', { name: 'Drifted' });
    for (const end of ['md', 'html', 'csv', 'json']) {
      assert.equal((await w.run('audit', '--report', `drift.${end}`)).code, 1);
      assert.match(await readFile(join(w.folder, `drift.${end}`), 'utf8'), /accounts\/3/);
    }
    await w.fault({ fault: '500', times: 100, method: 'GET' });
    const stopped = await w.run('audit', '--report', 'partial.md');
    assert.equal(stopped.code, 1);
    assert.match(await readFile(join(w.folder, 'partial.md'), 'utf8'), /stopped after \d+ s, so this report is partial\./);
    assert.equal((await w.run('audit', '--resource', 'orders')).code, 2);
    assert.equal((await w.run('audit', 'accounts/1', '--resource', 'accounts')).code, 2);
  });

  it('reports its own run and no other', async () => {
    const w = world();
    await w.ok('pull');
    await w.writeBehind('3', { name: 'Drifted' });
    const { code, stdout } = await w.run('audit', '--json');
    assert.equal(code, 1);
    const { id, startedAt } = JSON.parse(stdout) as { id: string; startedAt: string };
    assert.equal(new Date(startedAt).toISOString(), startedAt, 'times as RFC 3339 writes them');
    const owner = await own(w, { mayConnect: () => false });
    try {
      assert.deepEqual(await w.run('audit', '--report', 'none.md'), { code: 1, stdout: 'The connection is not approved: nothing was asked.\n', stderr: '' });
      await assert.rejects(readFile(join(w.folder, 'none.md')));
    } finally {
      await owner.close();
    }
    const beside = await own(w);
    try {
      const second = await w.run('audit', 'accounts/3', '--json');
      const run = JSON.parse(second.stdout) as { id: string; scope: object; findings: Finding[] };
      assert.deepEqual([second.code, run.scope, run.findings.map(({ key }) => key)], [1, { keys: ['accounts/3'] }, ['accounts/3']]);
      assert.notEqual(run.id, id);
    } finally {
      await beside.close();
    }
  });

  it('refuses what it does not know', async () => {
    const w = world();
    await w.ok('pull');
    for (const [what, why] of [[['accounts/nosuch'], 'There is no record accounts/nosuch in the store'], [['foo/1'], 'There is no record foo/1'], [['--resource', 'orders'], 'The configuration has no resource "orders"']] as const) {
      const { code, stdout, stderr } = await w.run('audit', ...what);
      assert.deepEqual([code, stdout, stderr.includes(why)], [2, '', true], stderr);
    }
  });

  it('says in a sentence, and before it asks for anything, that the report cannot be written', async () => {
    const w = world();
    await mkdir(join(w.folder, 'folder.md'));
    for (const [file, why] of [['missing/r.md', '(ENOENT)'], ['folder.md', ': it is a folder']] as const) {
      const { code, stdout, stderr } = await w.run('audit', '--report', file);
      assert.deepEqual([code, stdout], [2, '']);
      assert.equal(stderr, `reconcile: ${file} cannot be written${why.startsWith(':') ? why : ` ${why}`}.\nreconcile --help shows the usage.\n`);
    }
  });
});

describe('reconcile audit: more than is kept at hand', () => {
  const world = useWorld({}, { records: 12_000 });

  it('reports each of 12,000 findings, also of a run that is not the newest', async () => {
    const w = world();
    const lines = async (name: string): Promise<number> => (await readFile(join(w.folder, name), 'utf8')).split('\n').length;
    const { code, stdout } = await w.run('audit', '--json', '--report', 'r.csv');
    assert.equal(code, 1);
    const { id, findings, figures } = JSON.parse(stdout) as { id: string; findings: Finding[]; figures: { kinds: { missing: number } } };
    assert.deepEqual([figures.kinds.missing, findings.length, new Set(findings.map(({ key }) => key)).size], [12_000, 12_000, 12_000]);
    assert.equal(await lines('r.csv'), 12_002);

    await w.ok('pull', 'accounts/1');
    await w.run('audit', 'accounts/1');
    const session = await own(w);
    try {
      const older = session.model.audits.runs.find((run) => run.id === id) ?? assert.fail('the run is known');
      const report = await reportOf(session, older);
      for (const write of REPORT_FORMATS.values()) assert.equal(write(report).match(/accounts\/\d+/g)?.length, 12_000);
      assert.match(reportMarkdown(report, 1_000), /The first 1,000 are shown; a saved report has all 12,000\./);
    } finally {
      await session.close();
    }
  }).timeout(60_000);
});
