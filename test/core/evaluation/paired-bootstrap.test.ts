import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bootstrapIntervals } from '../../../lambdas/core/evaluation/paired-bootstrap.ts';
import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';

const everyRow = (rows: number) => Int32Array.from({ length: rows }, (_, row) => row);

function normals(rows: number, mean: number, stream: string): Float64Array {
  const random = new CounterRandom(3, stream);
  return Float64Array.from({ length: rows }, () => mean + random.normal());
}

/** The definition: one resample after the other, each a list of rows. */
function byDefinition(values: Float64Array, rows: Int32Array, resamples: number): number[] {
  const random = new CounterRandom(0, 'paired bootstrap');
  const means: number[] = [];
  for (let resample = 0; resample < resamples; resample++) {
    const drawn = Array.from(values, () => random.integer(values.length)).filter((row) => rows.includes(row));
    if (drawn.length > 0) means.push(drawn.reduce((sum, row) => sum + values[row]!, 0) / drawn.length);
  }
  return means.sort((a, b) => a - b);
}

describe('bootstrapIntervals', () => {
  it('agrees with the definition for each slice', () => {
    const differences = fc.array(fc.constantFrom(-1, -0.5, 0, 0, 0.25, 1), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(differences, fc.nat(11), (list, first) => {
        const values = Float64Array.from(list);
        const rows = everyRow(list.length).subarray(first % list.length);
        // 41 resamples: the 2.5th and 97.5th percentiles are the second mean from either end.
        const means = byDefinition(values, rows, 41);
        fc.pre(means.length === 41);
        const interval = bootstrapIntervals([values], [rows], { resamples: 41 })[0]![0]!;
        expect(interval.low).toBeCloseTo(means[1]!, 12);
        expect(interval.high).toBeCloseTo(means[39]!, 12);
      }),
      { numRuns: 50 },
    );
  });

  it('spans about 1.96 standard errors to both sides for normal differences', () => {
    const values = normals(2000, 0.2, 'normal');
    const interval = bootstrapIntervals([values], [everyRow(2000)])[0]![0]!;
    const standardError = 1 / Math.sqrt(2000);
    expect((interval.difference - interval.low) / standardError).toBeCloseTo(1.96, 0);
    expect((interval.high - interval.difference) / standardError).toBeCloseTo(1.96, 0);
    expect(interval.high - interval.low).toBeGreaterThan(3.5 * standardError);
    expect(interval.high - interval.low).toBeLessThan(4.4 * standardError);
  });

  it('covers the true mean about as often as its confidence', () => {
    const covered = Array.from({ length: 200 }, (_, i) => {
      const values = normals(100, 0, `trial ${i}`);
      const { low, high } = bootstrapIntervals([values], [everyRow(100)], { resamples: 200 })[0]![0]!;
      return low <= 0 && 0 <= high ? 1 : 0;
    });
    const share = covered.reduce<number>((sum, one) => sum + one, 0) / covered.length;
    expect(share).toBeGreaterThan(0.89);
    expect(share).toBeLessThan(0.99);
  });

  it('repeats for the same seed, and is narrower at lower confidence', () => {
    const values = normals(50, 0.1, 'seeded');
    const of = (options: object) => bootstrapIntervals([values], [everyRow(50)], options)[0]![0]!;
    expect(of({})).toEqual(of({ seed: 0, resamples: 1000, confidence: 0.95 }));
    expect(of({ seed: 1 })).not.toEqual(of({}));
    const [half, most] = [of({ confidence: 0.5 }), of({})];
    expect(half.high - half.low).toBeLessThan(most.high - most.low);
  });

  it('has no width when systems do not differ', () => {
    expect(bootstrapIntervals([new Float64Array(9)], [everyRow(9)])).toEqual([[{ difference: 0, low: 0, high: 0 }]]);
  });
});
