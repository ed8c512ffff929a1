import { strict as assert } from 'node:assert';

import { clock, hash, ids, random } from '../../../src/node/ports';

describe('Clock, Random, Ids and Hash on Node', () => {
  it('F18: a wait longer than a timer can hold does not run at once', async () => {
    let early = false;
    const cancels = [2 ** 31, 2 ** 40, Infinity].map((ms) => clock.after(ms, () => (early = true)));
    await new Promise<void>((resolve) => clock.after(20, resolve));
    for (const cancel of cancels) cancel();
    assert.equal(early, false);
  });

  it('a cancelled timer does not run', async () => {
    let ran = false;
    clock.after(1, () => (ran = true))();
    await new Promise<void>((resolve) => clock.after(10, resolve));
    assert.equal(ran, false);
  });

  it('hashes UTF-8 text with SHA-256, in lower-case hex', () => {
    assert.equal(hash(''), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    assert.equal(hash('Zoë 🦊'), 'c108b85acdf4f9f00bbcbc31e90b7e9b93369d20adc17f89c25bafa686363808');
  });

  it('gives fresh ids, numbers below 1, and a monotonic time', () => {
    assert.match(ids(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.notEqual(ids(), ids());
    const n = random();
    assert.ok(n >= 0 && n < 1);
    assert.ok(clock.monotonic() <= clock.monotonic());
    assert.ok(clock.now() > Date.UTC(2020, 0));
  });
});
