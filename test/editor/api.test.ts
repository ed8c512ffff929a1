import { strict as assert } from 'node:assert';
import type { StatusEvent } from '../../src/editor/api';
import type { Sample } from '../../src/sample/master';
import { closeAll, live } from './support/live';
import { access, until } from './workspace';

describe('the API for other extensions', () => {
  let sample: Sample;

  before(async () => {
    ({ sample } = await live());
  });

  after(async () => {
    await closeAll();
    await sample.close();
  });

  it('shows statuses and tells their changes, and no content', async () => {
    const { api, source } = await access();
    assert.equal(api.version, 1);
    assert.equal(api.status('accounts/1'), 'SYNCED');
    assert.equal(api.status('accounts/none'), undefined);
    assert.ok((api.counts().SYNCED ?? 0) > 0);
    const events: StatusEvent[] = [];
    const listening = api.onDidChangeStatus((some) => events.push(...some));
    const record = source.session?.model.records.get('accounts/1');
    await source.session?.perform({ type: 'edit', key: 'accounts/1', content: { ...record?.local, email: 'api@example.com' } });
    await until('the record to be synced', () => (events.at(-1)?.to === 'SYNCED' ? true : undefined));
    listening.dispose();
    assert.deepEqual(events.map(({ from, to }) => `${from}>${to}`), ['SYNCED>PENDING', 'PENDING>PROCESSING', 'PROCESSING>SYNCED']);
    assert.ok(!JSON.stringify(events).includes('api@example.com'));
    assert.deepEqual(await api.sync(), { ok: true, message: 'Nothing is waiting to be sent.' });
  });
});
