import { strict as assert } from 'node:assert';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { Choice } from '../../../src/engine/record';
import { seenOf } from '../../../src/engine/seen';
import { coverageOf } from '../../../src/flows/coverage';
import { flowsOf } from '../../../src/flows/flows';
import { Replay } from '../../../src/flows/replay';
import { Traffic } from '../../../src/flows/traffic';
import { hash } from '../../../src/node/ports';
import { startSample, type Sample } from '../../../src/sample/master';
import { until } from '../../support/store';
import { SwiftEngine } from '../../support/swift';

/** Saturday afternoon, local time: the weekly reconciliation is hours away. */
const START = new Date(2026, 10, 28, 16, 0).getTime();
const HOUR = 3_600_000;
const SUNDAY = new Date(2026, 10, 29, 1, 59).getTime();

describe('Coverage of the flows', () => {
  let sample: Sample;
  let swift: SwiftEngine;
  const webhook = createServer((request, response) => void request.resume().on('end', () => response.end('ok')));
  const mail = new SMTPServer({ authOptional: true, disabledCommands: ['STARTTLS', 'AUTH'], onData: (stream, _session, done) => void stream.resume().on('end', () => done()) });

  const fault = async (body: object): Promise<void> => assert.equal((await fetch(`${sample.url}/_control/faults`, { method: 'POST', body: JSON.stringify(body) })).status, 201);
  const patch = async (id: string, body: object): Promise<void> => assert.ok((await fetch(`${sample.url}/accounts/${id}`, { method: 'PATCH', headers: { 'content-type': 'application/merge-patch+json' }, body: JSON.stringify(body) })).ok);
  /** Both sides change: a conflict, settled in one of the three ways. */
  const conflict = async (id: string, choice: Choice): Promise<void> => {
    await patch(id, { name: 'Changed at the master' });
    await swift.edit(id, { creditLimit: 1 });
    await swift.becomes(id, 'VERSION_CONFLICT');
    const { job, local } = swift.store.model.records.get(`accounts/${id}`) ?? assert.fail();
    assert.ok(job?.status === 'VERSION_CONFLICT');
    if (choice === 'remote' && id === '17') await fault({ fault: 'stale-version', id, method: 'GET' });
    const content = { ...job.remote?.content, creditLimit: local['creditLimit'] ?? null };
    const result = await swift.engine.perform({ type: 'resolve', key: `accounts/${id}`, choice, seen: seenOf(job.remote, hash), ...(choice === 'merge' && { content }) });
    assert.ok(result.ok, result.message);
    await swift.becomes(id, 'SYNCED', 'SKIPPED');
  };

  before(async () => {
    await new Promise<void>((resolve) => webhook.listen(0, '127.0.0.1', resolve));
    await new Promise<void>((resolve) => mail.listen(0, '127.0.0.1', resolve));
    sample = await startSample({ port: 0, records: 40 });
    const port = (server: { address(): unknown }): number => (server.address() as AddressInfo).port;
    const schema = { type: 'object', required: ['name'], properties: { creditLimit: { type: 'number' } } };
    const rules = [{ field: 'status', oneOf: ['active', 'inactive', 'suspended'] }];
    const config = { master: { baseUrl: sample.url }, resources: { accounts: { path: '/accounts', schema, rules } } };
    swift = await SwiftEngine.open(config, START, {
      webhook: `http://127.0.0.1:${port(webhook)}/hook`,
      email: { to: 'ops@example.com', from: 'sync@example.com', server: `smtp://127.0.0.1:${port(mail.server)}` },
    });
    assert.ok((await swift.engine.perform({ type: 'pull' })).ok);
    swift.engine.runSchedules();
  });

  after(async () => {
    await swift?.close();
    await sample?.close();
    webhook.close();
    mail.close();
  });

  it('a real engine against the sample master takes every arrow of all ten', async function () {
    this.timeout(60_000);
    await swift.edit('1', { creditLimit: 1 });
    await swift.becomes('1', 'SYNCED');
    for (const failures of [1, 2, 3]) {
      await fault({ fault: '500', times: failures, id: String(failures + 1), method: 'PUT' });
      await swift.edit(String(failures + 1), { creditLimit: 2 });
      await swift.becomes(String(failures + 1), 'SYNCED');
    }
    await fault({ fault: '500', times: 4, id: '5', method: 'PUT' });
    await swift.edit('5', { creditLimit: 2 });
    await swift.becomes('5', 'DEAD_LETTER');
    await fault({ fault: 'reset', id: '6', method: 'PUT' });
    await swift.edit('6', { creditLimit: 2 });
    await swift.becomes('6', 'SYNCED');
    await fault({ fault: '403', id: '7', method: 'PUT' });
    await swift.edit('7', { creditLimit: 2 });
    await swift.becomes('7', 'ERROR');
    const spoilt = ['html', 'missing-field', 'wrong-type', 'wrong-status', 'wrong-checksum'];
    for (const [i, name] of spoilt.entries()) {
      await fault({ fault: name, id: String(8 + i), method: 'PUT' });
      await swift.edit(String(8 + i), { creditLimit: 3 });
      await swift.becomes(String(8 + i), 'VALIDATION_FAILED');
    }
    const { model } = swift.store;
    const alerted = (rule: string): boolean => model.alerts.some((alert) => alert.rule === rule);
    swift.clock.to(Math.ceil(swift.clock.now() / HOUR) * HOUR); // the hourly look finds that most jobs failed
    await until(() => alerted('successRate'), 'the alert of the success rate');
    await swift.edit('9', { creditLimit: 4 });
    await swift.becomes('9', 'SYNCED');
    for (const [id, choice] of [['14', 'remote'], ['15', 'local'], ['16', 'merge'], ['17', 'remote']] as const) await conflict(id, choice);

    // a job that cannot start: its resource is gone from the configuration while it waits
    await swift.engine.perform({ type: 'mode', mode: 'manual' });
    await swift.edit('18', { creditLimit: 5 });
    swift.engine.configure({ ...swift.settings, resources: new Map() });
    await swift.engine.perform({ type: 'sync' });
    await swift.becomes('18', 'ERROR');
    swift.engine.configure(swift.settings);
    await swift.engine.perform({ type: 'mode', mode: 'auto' });

    // Saturday night: the master drifts; the schedule finds it
    await patch('20', { name: 'Changed at the master' });
    await fault({ fault: 'same-version', id: '21', method: 'GET' });
    await fetch(`${sample.url}/accounts/21`);
    await fetch(`${sample.url}/accounts/22`, { method: 'DELETE' });
    swift.clock.to(SUNDAY);
    await until(() => model.audits.runs[0]?.end?.how === 'complete', 'the weekly reconciliation');
    assert.deepEqual(model.audits.findings.map(({ key, kind }) => `${key} ${kind}`).sort(), ['accounts/20 drift', 'accounts/21 unversioned', 'accounts/22 orphaned']);
    await until(() => ['webhook', 'email'].every((route) => model.alerts.some(({ routed }) => routed.some((one) => one.route === route && one.problem === null))), 'the alert and the mail');
    const drift = model.audits.findings.find(({ kind }) => kind === 'drift');
    const fixed = await swift.engine.perform({ type: 'fix', fixes: [{ key: 'accounts/20', how: 'accept', seen: { remote: 'there', version: drift?.there ?? null } }] });
    assert.ok(fixed.ok, fixed.message);

    const flows = flowsOf(swift.settings.retry);
    const traffic = new Traffic(flows);
    const replay = new Replay(true);
    for (const { seq, entry } of await swift.log()) traffic.take(seq, replay.take(entry));
    const coverage = coverageOf(flows, traffic);
    for (const { number, title, taken, total } of coverage) console.log(`      D${number} ${title}: ${taken} of ${total}, ${Math.round((100 * taken) / total)} %`);
    assert.deepEqual(coverage.flatMap(({ title, missing }) => missing.map((arrow) => `${title}: ${arrow}`)), []);
  });
});
