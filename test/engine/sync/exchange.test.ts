import { strict as assert } from 'node:assert';
import type { Entry } from '../../../src/engine/entry';
import { fitting, toExchange } from '../../../src/engine/exchange';
import { MAX_LINE } from '../../../src/node/store/line';
import { answer, settingsWith, Simulation } from '../../support/simulated';

const request = { method: 'PUT', url: 'http://master.test/accounts/1?token=x', headers: {}, body: '{"name":"Adatum"}', maxBytes: 1 } as const;

describe('An exchange in the log', () => {
  it('says how long a body was that it cut, and when it was sent', () => {
    const { requestBody, body, cut, at } = toExchange(request, answer(200, 'x'.repeat(50)), 7, { sensitive: [], bodyLimit: 20 });
    assert.deepEqual([requestBody, body, cut, at], [request.body, 'x'.repeat(20), { answer: 50 }, 7]);
  });

  it('says nothing of a body that is whole', () => {
    assert.ok(!('cut' in toExchange(request, answer(200, 'x'.repeat(20)), 7, { sensitive: [], bodyLimit: 20 })));
  });

  it('keeps the first length when the attempt as a whole is too long', () => {
    const long = toExchange(request, answer(200, 'x'.repeat(200_000)), 7, { sensitive: [], bodyLimit: 131_072 });
    assert.deepEqual(fitting([long, long]).map(({ body, cut }) => [body?.length, cut]), [[4_096, { answer: 200_000 }], [4_096, { answer: 200_000 }]]);
  });

  it('is as long as log.bodyLimit lets it be', async () => {
    const s = await new Simulation(settingsWith({ log: { bodyLimit: 10 } })).filled();
    await s.editAndSync({ credit: 200 });
    const finished = s.journal.entries.find((entry): entry is Entry & { fact: { kind: 'finished' } } => entry.fact.kind === 'finished');
    assert.deepEqual(finished?.fact.exchanges.map(({ requestBody, body, at }) => [requestBody?.length, body?.length, at]), [[10, 10, s.clock.time]]);
    assert.equal(s.status(), 'SYNCED', 'what is judged is whole');
  });

  it('fits a line of the journal with the largest limit and the largest record', async () => {
    const s = await new Simulation(settingsWith({ log: { bodyLimit: 131_072 } })).filled();
    for (const filler of ['x', '\u4e2d', '"']) {
      await s.editAndSync({ name: filler.repeat(200_000 / (filler === 'x' ? 1.05 : 3.1)) });
      assert.equal(s.status(), 'SYNCED');
    }
    const lines = s.journal.entries.map((entry) => Buffer.byteLength(JSON.stringify(entry)));
    assert.ok(Math.max(...lines) < MAX_LINE && Math.max(...lines) > 300_000, String(Math.max(...lines)));
  });
});
