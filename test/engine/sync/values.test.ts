import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { equalExcept } from '../../../src/engine/canonical';
import type { JsonObject } from '../../../src/engine/json';
import { seenOf } from '../../../src/engine/seen';
import { hash } from '../../../src/node/ports';
import { answer, settled, settingsWith, Simulation } from '../../support/simulated';
import { FAULTS } from '../../support/faults';

const FIELDS = ['name', 'email', 'note'] as const;
const OWNED = new Set(['id', 'version']);
const field = fc.constantFrom(...FIELDS);
const choice = fc.constantFrom('remote' as const, 'local' as const, 'merge' as const);
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('type' as const), field }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('other' as const), field }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('resolve' as const), choice, picks: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('inFlight' as const), field, other: fc.option(field) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('fault' as const), fault: fc.constantFrom(...Object.keys(FAULTS)) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(0, 6_000, 200_000) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('undo' as const, 'crash' as const, 'pull' as const, 'offline' as const, 'online' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Follows every value of a record: each is typed, or set by somebody else, only once in a history. */
class Values {
  /** Typed here and durable, as `field=value`. */
  readonly #typed = new Set<string>();
  /** The master had it at some time. */
  readonly #arrived = new Set<string>();
  /** A person put something else in its place: by typing over it, or by a resolution in the log. */
  readonly #replaced = new Set<string>();
  /** A write of ours took these from the master though nobody had decided so. */
  readonly lost: string[] = [];
  #read = 0;
  #count = 0;

  constructor(readonly s: Simulation) {
    const put = s.master.put.bind(s.master);
    s.master.put = (id, content) => {
      put(id, content);
      for (const name of FIELDS) this.#arrived.add(`${name}=${String(content[name])}`);
    };
    s.master.write = (id, content) => {
      this.#readLog();
      for (const gone of differing(s.master.rows.get(id)?.content ?? {}, content)) if (!this.#replaced.has(gone)) this.lost.push(gone);
      s.master.put(id, content);
    };
  }

  fresh(): string {
    return `v${++this.#count}`;
  }

  /** Somebody else sets a field at the master. */
  other(name: string): void {
    this.s.master.put('1', { ...this.s.master.rows.get('1')?.content, [name]: this.fresh() });
  }

  /** What a person typed that is neither here nor there, and that nobody gave up. */
  missing(): string[] {
    this.#readLog();
    const record = this.s.changes.findLast(({ entry }) => entry.key !== undefined)?.after; // as far as it was told
    const here = [record?.local, record?.job?.resolution?.local].flatMap((side) => (side ? differing(side, {}) : []));
    return [...this.#typed].filter((value) => !here.includes(value) && !this.#arrived.has(value) && !this.#replaced.has(value));
  }

  /** A person's choices are what the log says they are: edits, and resolutions with their sides. */
  #readLog(): void {
    for (const { entry, before, after } of this.s.changes.slice(this.#read)) {
      const { fact } = entry;
      if ((fact.kind === 'edited' || fact.kind === 'queued') && before && after) {
        for (const gone of differing(before.local, after.local)) this.#replaced.add(gone);
        for (const typed of differing(after.local, before.local)) this.#typed.add(typed);
      }
      if (fact.kind !== 'resolved' || fact.by !== 'person') continue;
      for (const side of [fact.sides.remote?.content ?? {}, fact.sides.local]) for (const gone of differing(side, fact.local)) this.#replaced.add(gone);
    }
    this.#read = this.s.changes.length;
  }
}

const differing = (before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>): string[] =>
  FIELDS.filter((name) => name in before && before[name] !== after[name]).map((name) => `${name}=${String(before[name])}`);

const type = (s: Simulation, values: Values, name: string): Promise<void> => s.edit({ [name]: values.fresh() });

async function perform(s: Simulation, values: Values, now: Step): Promise<void> {
  switch (now.do) {
    case 'type':
      return type(s, values, now.field);
    case 'other':
      return values.other(now.field);
    case 'inFlight':
      // while the next write is on its way, somebody types, and perhaps somebody else writes too before the answer is made
      s.master.intercept = async (request, apply) => {
        if (request.method !== 'PUT') return apply();
        s.master.intercept = () => undefined;
        const reply = apply();
        await type(s, values, now.field);
        if (reply.status !== 200 || now.other === null) return reply;
        values.other(now.other);
        return answer(200, s.master.view('1'), { etag: `"${s.master.rows.get('1')?.version}"` });
      };
      return;
    case 'resolve':
      await resolve(s, now.choice, now.picks);
      return;
    case 'fault':
      s.master.intercept = FAULTS[now.fault] ?? (() => undefined);
      return;
    case 'wait':
      return s.clock.advance(now.ms);
    case 'undo':
      await s.engine.perform({ type: 'undo', key: 'accounts/1' });
      return;
    case 'crash':
      return s.crash();
    case 'pull': // it may have to wait, and ends when the clock goes on
      void s.engine.perform({ type: 'pull' }).catch(() => null);
      return settled();
    case 'offline':
    case 'online':
      s.mayConnect = now.do === 'online';
      s.engine.nudge();
  }
}

/** A person settles the conflict, if there is one: with a side, or field by field. */
async function resolve(s: Simulation, by: 'remote' | 'local' | 'merge', picks: readonly boolean[]): Promise<JsonObject | null> {
  const { job, local } = s.record();
  if (job?.status !== 'VERSION_CONFLICT' || !job.remote) return null;
  const remote = job.remote.content;
  const merged = { ...remote, ...Object.fromEntries(FIELDS.filter((_, i) => picks[i]).map((name) => [name, local[name] ?? null])) };
  const result = await s.engine.perform({ type: 'resolve', key: 'accounts/1', choice: by, seen: seenOf(job.remote, hash), ...(by === 'merge' && { content: merged }) });
  assert.ok(result.ok, result.message);
  return by === 'remote' ? remote : by === 'local' ? local : merged;
}

describe('any history of typing, remote changes and resolutions', () => {
  for (const autoMerge of ['never', 'disjoint'] as const) {
    it(`no value disappears without a person's choice in the log, and what is resolved is the same on both sides (autoMerge: ${autoMerge})`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 30, size: 'max' }), choice, async (history, last) => {
          const s = new Simulation(settingsWith({ conflicts: { concurrentEdit: 'rebase', autoMerge } }));
          s.master.put('1', { name: 'n', email: 'e', note: 'o' });
          await s.engine.perform({ type: 'pull' });
          const values = new Values(s);
          for (const now of history) {
            await perform(s, values, now);
            assert.deepEqual(values.missing(), []);
          }
          s.master.intercept = () => undefined;
          s.mayConnect = true;
          await s.engine.perform({ type: 'resume' });
          await s.clock.advance(1_300_000);
          let chosen: JsonObject | null = null;
          for (let n = 0; n < 3 && s.status() === 'VERSION_CONFLICT'; n++) {
            chosen = await resolve(s, last, [true, false, true]); // again, where the remote had moved since it was seen
            await s.clock.advance(1_300_000);
          }
          assert.deepEqual(values.lost, []);
          assert.deepEqual(values.missing(), []);
          assert.notEqual(s.status(), 'VERSION_CONFLICT');
          if (!chosen) return;
          assert.ok(equalExcept(s.record().local, chosen, OWNED), 'the choice is not what is here');
          assert.ok(equalExcept((s.master.rows.get('1')?.content ?? {}) as JsonObject, chosen, OWNED), 'the choice is not what is there');
        }),
        { numRuns: 400 },
      );
    }).timeout(60_000);
  }
});
