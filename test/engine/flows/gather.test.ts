import { strict as assert } from 'node:assert';
import { mock } from 'node:test';
import { Gather } from '../../../src/editor/page/gather';

describe('Gathering', () => {
  let runs = 0;
  const gather = new Gather(100, () => (runs += 1));

  beforeEach(() => {
    runs = 0;
    mock.timers.enable({ apis: ['setTimeout'] });
  });
  afterEach(() => {
    gather.dispose();
    mock.timers.reset();
  });

  it('runs at once, and of many asked meanwhile once more', () => {
    for (let i = 0; i < 200; i++) gather.ask();
    assert.equal(runs, 1);
    mock.timers.tick(99);
    assert.equal(runs, 1);
    mock.timers.tick(1);
    assert.equal(runs, 2);
    mock.timers.tick(1_000);
    assert.equal(runs, 2);
  });

  it('runs at most once in its time, however often it is asked', () => {
    for (let ms = 0; ms < 1_000; ms += 1) {
      gather.ask();
      mock.timers.tick(1);
    }
    assert.ok(runs <= 11 && runs >= 10, `${runs} runs`);
  });

  it('runs no more once it is disposed', () => {
    gather.ask();
    gather.ask();
    gather.dispose();
    mock.timers.tick(1_000);
    assert.equal(runs, 1);
  });
});
