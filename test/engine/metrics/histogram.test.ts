import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { average, copyOf, emptyHistogram, LAST_BIN, merge, quantile, record, type Histogram } from '../../../src/engine/metrics/histogram';

const ms = fc.oneof(fc.double({ min: 0.001, max: 10_000, noNaN: true }), fc.double({ min: 0.001, max: 3e10, noNaN: true }), fc.integer({ min: 1, max: 500 }));
const of = (values: readonly number[]): Histogram => {
  const histogram = emptyHistogram();
  for (const value of values) record(histogram, value);
  return histogram;
};
const close = (actual: number, expected: number, part: number): boolean => Math.abs(actual - expected) <= expected * part;

describe('durations in a histogram', () => {
  it('are known to within 5 %, at every percentile', () => {
    fc.assert(
      fc.property(fc.array(ms, { minLength: 1, maxLength: 200 }), (values) => {
        const sorted = values.toSorted((a, b) => a - b);
        for (const share of [0, 0.1, 0.5, 0.95, 0.99, 1]) {
          const exact = sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1] ?? NaN;
          assert.ok(close(quantile(of(values), share), exact, 0.05), `p${share * 100}: ${quantile(of(values), share)} for ${exact}`);
        }
      }),
    );
  });

  it('have an exact average, to the microsecond', () => {
    assert.equal(average(of([347, 0.5, 1.001])), 116.167);
    assert.equal(average(emptyHistogram()), 0);
  });

  it('add up to the same whatever they were split into', () => {
    fc.assert(
      fc.property(fc.array(ms, { maxLength: 50 }), fc.array(ms, { maxLength: 50 }), (a, b) => {
        const both = of(a);
        merge(both, of(b));
        const { bins, from, ...rest } = of([...b, ...a]);
        assert.deepEqual({ ...both, bins: both.bins.slice() }, { ...rest, from, bins });
      }),
    );
  });

  it('take little room, whatever is in them: nothing, nonsense or years', () => {
    const histogram = of([0, -5, 1e-9, 1e300, 347]);
    assert.ok(histogram.from + histogram.bins.length <= LAST_BIN + 1, `${histogram.bins.length} bins`);
    assert.equal(quantile(histogram, 0.5), 0);
    assert.ok(Number.isFinite(average(histogram)));
    assert.equal(of(Array.from({ length: 1_000 }, () => 347)).bins.length, 1);
  });

  it('are copied without being shared', () => {
    const one = of([5]);
    record(copyOf(one), 5);
    assert.deepEqual(one, of([5]));
  });
});
