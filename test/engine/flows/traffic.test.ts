import { strict as assert } from 'node:assert';
import { answer, failure, Simulation } from '../../support/simulated';
import { STATUSES } from '../../../src/engine/status';
import { STANDARD_RETRY } from '../../../src/engine/settings';
import { flowOf, flowsOf, pathOf } from '../../../src/flows/flows';
import { changesOf, jobsOf, stepsOf, type JobHistory } from '../../../src/flows/history';
import { Replay } from '../../../src/flows/replay';
import { Traffic } from '../../../src/flows/traffic';
import type { FlowName } from '../../../src/flows/flow';

const flows = flowsOf(STANDARD_RETRY);

/** A simulation, its log counted, and the model that it added up to. */
async function lived(history: (simulation: Simulation) => Promise<void>, records = 1): Promise<{ simulation: Simulation; traffic: Traffic; jobs: readonly JobHistory[] }> {
  const simulation = await new Simulation().filled(records);
  await history(simulation);
  const log = simulation.journal.entries.map((entry, i) => ({ seq: i + 1, entry }));
  const traffic = new Traffic(flows);
  const replay = new Replay(true);
  for (const { seq, entry } of log) traffic.take(seq, replay.take(entry));
  return { simulation, traffic, jobs: jobsOf(stepsOf('accounts/1', log)) };
}

const path = (name: FlowName, job: JobHistory | undefined): string[] =>
  pathOf(flowOf(name, STANDARD_RETRY), job ? changesOf(job) : []).map(({ edge, basis, value }) => `${edge}${basis === 'implied' ? ' (implied)' : ''}${value === undefined ? '' : `: ${value}`}`);

describe('The path of a job', () => {
  it('after a 500 and a retry: D3 and D8 with the values that decided', async () => {
    const { jobs } = await lived(async (simulation) => {
      let failures = 1;
      simulation.master.intercept = ({ method }) => (method === 'PUT' && failures-- > 0 ? answer(500) : undefined);
      await simulation.editAndSync({ name: 'New' });
      await simulation.clock.advance(5_000);
      assert.equal(simulation.status(), 'SYNCED');
    });
    assert.deepEqual(path('error-handling', jobs[0]), [
      'start: attempt 1', 'call: PUT /accounts/1', 'answered: PUT 500', 'serverError: 500', 'mayRetry: 0 used', `scheduled: due ${new Date(1_005_000).toTimeString().slice(0, 8)}`, 'endRetry (implied)',
      'start: attempt 2', 'call: GET, PUT /accounts/1', 'answered: GET 200, PUT 200', 'ok: GET 200, PUT 200', 'parsed', 'valid', 'newer: base 1, remote 2', 'applied', 'success (implied)', 'endSuccess (implied)',
    ]);
    assert.deepEqual(path('backoff', jobs[0]), ['start: HTTP 500', 'rung1: 0 used', 'execute1: attempt 2', 'check1: GET 200, PUT 200', 'yes1: SYNCED', 'end1 (implied)']);
  });

  it('of a conflict: D9 says which versions met, and ends with the choice', async () => {
    const { jobs } = await lived(async (simulation) => {
      simulation.master.put('1', { name: 'Theirs', credit: 100 });
      await simulation.editAndSync({ name: 'Mine' });
      assert.equal(simulation.status(), 'VERSION_CONFLICT');
      await simulation.engine.perform({ type: 'resolve', key: 'accounts/1', choice: 'local', seen: { remote: 'there', version: '2' } });
      await simulation.clock.advance(0);
      assert.equal(simulation.status(), 'SYNCED');
    });
    assert.deepEqual(path('version-conflict', jobs[0]), [
      'extract: PUT 412, GET 200', 'query (implied): base 1', 'compare: base 1, remote 2', 'newer: 412, base 1, remote 2', 'edited (implied)',
      'concurrent: Both sides changed: the edit was made on version 1, the master has 2.', 'mark: 412, base 1, remote 2', 'entry (implied)', 'notify (implied)', 'prompt (implied)',
      'local: name', 'extract: PUT 200', 'query (implied): base 2', 'compare: base 2, remote 3', 'newer: base 2, remote 3', 'edited (implied)', 'untouched', 'endApplied', 'endLocal: SYNCED',
    ]);
  });

  it('of an answer without a field: D5 stops at the stage that failed, and claims nothing of the others', async () => {
    const { jobs } = await lived(async (simulation) => {
      simulation.master.intercept = ({ method }) => (method === 'PUT' ? answer(200, { id: '1', credit: 100, version: 2 }) : undefined);
      await simulation.editAndSync({ name: 'New' });
      assert.equal(simulation.status(), 'VALIDATION_FAILED');
    });
    assert.deepEqual(path('validation', jobs[0]), ['received: PUT 200', 'statusOk', 'json', 'missing: name The field "name" is missing; the master had it, and it was sent.']);
  });

  it('of a timeout whose write had arrived: it ends SKIPPED on the second rung', async () => {
    const { jobs } = await lived(async (simulation) => {
      let isFirst = true;
      simulation.master.intercept = ({ method }, apply) => {
        if (method !== 'PUT' || !isFirst) return undefined;
        isFirst = false;
        apply();
        return failure('timeout');
      };
      await simulation.editAndSync({ name: 'New' });
      await simulation.clock.advance(5_000);
      assert.equal(simulation.status(), 'SKIPPED');
    });
    assert.deepEqual(path('backoff', jobs[0]).slice(-3), ['check1: GET 200', 'yes1: SKIPPED', 'end1 (implied)']);
    assert.ok(path('error-handling', jobs[0]).includes('timeout: timeout'));
  });

  it('is told job by job: an edit in flight ends one and begins the next', async () => {
    const { jobs } = await lived(async (simulation) => {
      simulation.master.intercept = () => {
        if (simulation.record().localRevision === 1) void simulation.edit({ credit: 7 });
        return undefined;
      };
      await simulation.editAndSync({ name: 'New' });
      await simulation.clock.advance(0);
      await simulation.editAndSync({ name: 'Newer' });
    });
    assert.deepEqual(jobs.map((job) => [job.number, changesOf(job).map(({ change }) => change.entry.fact.kind)]), [
      [1, ['queued', 'started', 'edited', 'finished']],
      [2, ['queued', 'started', 'finished']],
      [3, ['queued', 'started', 'finished']],
    ]);
  });
});

describe('What went over the arrows', () => {
  it('adds up to the counts of the engine, for every stretch of the log and every status', async () => {
    const { simulation, traffic } = await lived(async (simulation) => {
      for (let round = 0; round < 60; round += 1) {
        const status = [200, 200, 500, 403, 412][round % 5];
        simulation.master.intercept = ({ method }) => (method === 'PUT' && status !== 200 ? answer(status ?? 500) : undefined);
        for (let id = 1; id <= 8; id += 1) await simulation.edit({ credit: round }, `accounts/${id}`);
        await simulation.clock.advance(200_000);
      }
    }, 8);
    const { model } = simulation.engine.ledger;
    assert.ok(traffic.length > 2_100, 'more than two sums'); // so that sums, and what lies between them, are both used
    assert.equal(traffic.length, model.seq);
    const all = traffic.counts(0, traffic.length);
    assert.deepEqual([...all.edges('state-machine').values()], model.edges);
    for (const status of STATUSES) assert.equal(all.status(status), model.count(status), status);
    for (const middle of [1, 700, 1_023, 1_024, 1_025, 2_049, traffic.length - 1]) {
      const [before, after] = [traffic.counts(0, middle).edges('error-handling'), traffic.counts(middle, traffic.length).edges('error-handling')];
      for (const [edge, count] of all.edges('error-handling')) assert.equal((before.get(edge) ?? 0) + (after.get(edge) ?? 0), count, `${edge} at ${middle}`);
    }
    assert.equal(traffic.bars(900, 50).reduce((sum, n) => sum + n, 0), traffic.length - 900);
    assert.equal(traffic.bars(0, 50).reduce((sum, n) => sum + n, 0), traffic.length);
  });

  it('finds the entries behind an arrow, newest first', async () => {
    const { simulation, traffic } = await lived(async (simulation) => {
      simulation.master.intercept = ({ method }) => (method === 'PUT' ? answer(403) : undefined);
      for (const credit of [1, 2, 3]) await simulation.editAndSync({ credit });
    });
    const failed = traffic.newest('error-handling', ['clientError'], 0, traffic.length, 2);
    assert.equal(failed.length, 2);
    assert.ok((failed[0] ?? 0) > (failed[1] ?? 0));
    for (const seq of failed) assert.equal(simulation.journal.entries[seq - 1]?.fact.kind, 'finished');
    assert.deepEqual(traffic.newest('error-handling', ['timeout'], 0, traffic.length, 2), []);
    assert.equal(traffic.placeOf(failed[0] ?? 0), (failed[0] ?? 0) - 1);
  });

  it('knows no record of a store that was cleared', async () => {
    const { traffic } = await lived(async (simulation) => void (await simulation.engine.perform({ type: 'clear' })));
    for (const status of STATUSES) assert.equal(traffic.counts(0, traffic.length).status(status), 0, status);
    assert.equal(traffic.counts(0, traffic.length - 1).status('SYNCED'), 1);
  });
});
