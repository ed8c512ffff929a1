import { strict as assert } from 'node:assert';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import schemas from 'har-schema';
import type { Exchange } from '../../../src/engine/entry';
import { harOf } from '../../../src/flows/har/har';
import type { Har } from '../../../src/flows/har/types';
import { jobsOf, stepsOf } from '../../../src/flows/history';
import { launchBrowser } from '../../../src/sample/host/browser';
import { answer, BASE, failure, settingsWith, Simulation } from '../../support/simulated';

const creator = { name: 'test', version: '1' };
const headersOf = ({ requestHeaders }: Exchange): Record<string, string> => ({ host: 'master.test', ...requestHeaders, authorization: '[redacted]' });
const archive = (s: Simulation, sensitive: readonly string[] = []): Har =>
  harOf('accounts/1', jobsOf(stepsOf('accounts/1', s.journal.entries.map((entry, i) => ({ seq: i + 1, entry })))), { creator, origin: BASE, sensitive, headersOf });

/** Two jobs: a timeout, then a look and a write that is refused once; a success. */
async function history(): Promise<Simulation> {
  const s = await new Simulation().filled();
  s.master.intercept = () => {
    s.master.intercept = (request) => (request.method === 'PUT' ? answer(500, { title: 'lock wait exceeded' }, { 'x-secret': 'abc', 'content-length': '7' }) : undefined);
    return failure('timeout');
  };
  await s.editAndSync({ credit: 200 });
  await s.clock.advance(5_000);
  s.master.intercept = () => undefined;
  await s.clock.advance(25_000);
  assert.equal(s.status(), 'SYNCED');
  await s.editAndSync({ credit: 300, ssn: '123' });
  return s;
}

describe('HTTP archive', () => {
  it('holds against the HAR schema', async () => {
    const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
    const draft06 = createRequire(import.meta.url).resolve('ajv/lib/refs/json-schema-draft-06.json');
    ajv.addMetaSchema(JSON.parse(await readFile(draft06, 'utf8')) as object);
    ajv.addSchema(Object.values(schemas));
    const check = ajv.getSchema('har.json#');
    assert.ok(check);
    const har = archive(await history());
    assert.ok(check(har), JSON.stringify(check.errors));
    assert.ok(!check({ log: { ...har.log, entries: [{ ...har.log.entries[0], request: {} }] } }), 'the schema looks into the entries');
  });

  it('has every exchange with its job, its time and what came; those without an answer last', async () => {
    const { log } = archive(await history());
    assert.deepEqual(log.pages.map(({ id, title }) => [id, title]), [['job_1', 'accounts/1, job 1'], ['job_2', 'accounts/1, job 2']]);
    assert.deepEqual(
      log.entries.map(({ pageref, startedDateTime, request, response }) => [pageref, startedDateTime.slice(14), request.method, response.status]),
      [['job_1', '16:45.000Z', 'GET', 200], ['job_1', '16:45.000Z', 'PUT', 500], ['job_1', '17:10.000Z', 'GET', 200], ['job_1', '17:10.000Z', 'PUT', 200], ['job_2', '17:10.000Z', 'PUT', 200], ['job_1', '16:40.000Z', 'PUT', 0]],
    );
    assert.equal(log.entries.at(-1)?.response.comment, 'No answer: timeout');
  });

  it('has no secret, and says what it leaves out', async () => {
    const s = await history();
    const har = archive(s, ['ssn']);
    const text = JSON.stringify(har);
    for (const secret of ['[redacted]"}', 'abc', '"123"', '\\"123\\"']) assert.ok(!text.includes(secret), secret);
    assert.equal(har.log.entries[1]?.request.comment, 'Not in the log: authorization');
    assert.equal(har.log.entries[1]?.response.comment, 'Not in the log: x-secret');
    assert.ok(!har.log.entries[1]?.response.headers.some(({ name }) => name === 'content-length'), 'a length that the kept body does not have');
    assert.match(har.log.entries[4]?.request.postData?.text ?? '', /"ssn":"\[redacted\]"/);
  });

  it('says what the log had cut', async () => {
    const s = await new Simulation(settingsWith({ log: { bodyLimit: 10 } })).filled();
    await s.editAndSync({ credit: 200 });
    const [entry] = archive(s).log.entries;
    assert.deepEqual([entry?.request.postData?.comment, entry?.response.content.comment], ['Cut in the log: 10 of 51 characters', 'Cut in the log: 10 of 51 characters']);
  });

  it('is replayed by a browser driver', async function () {
    this.timeout(60_000);
    const folder = await mkdtemp(join(tmpdir(), 'har-'));
    const browser = await launchBrowser(join(folder, 'profile'));
    try {
      const file = join(folder, 'record.har');
      const { log } = archive(await history());
      await writeFile(file, JSON.stringify({ log }));
      const page = await browser.newPage();
      await page.routeFromHAR(file, { notFound: 'abort' });
      await page.goto(`${BASE}/accounts/1`);
      const put = await page.evaluate(async (url) => {
        const response = await fetch(url, { method: 'PUT', body: '{}' });
        return { status: response.status, body: await response.text() };
      }, `${BASE}/accounts/1`);
      assert.deepEqual(put, { status: 500, body: '{"title":"lock wait exceeded"}' });
      const got = log.entries.find(({ request }) => request.method === 'GET');
      assert.equal(await page.evaluate(async (url) => (await fetch(url)).text(), `${BASE}/accounts/1`), got?.response.content.text);
      assert.equal(await page.evaluate((url) => fetch(url).then(() => 'answered', () => 'aborted'), `${BASE}/accounts/2`), 'aborted');
    } finally {
      await browser.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  });
});
