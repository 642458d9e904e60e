import { CounterRandom } from '../numerics/random.ts';
import { takePercentile } from './percentile.ts';

/** A mean difference with its confidence interval. */
export interface Interval {
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

export interface BootstrapOptions {
  /** At least 1 (default 1,000). */
  readonly resamples?: number;
  /** In (0, 1) (default 0.95). */
  readonly confidence?: number;
  /** A whole number in [0, 2^53) (default 0). */
  readonly seed?: number;
}

/** The nonzero differences of the rows of a slice. Most differences of metrics at 10 are zero. */
interface Sparse {
  readonly rows: Int32Array;
  readonly values: Float64Array;
}

/**
 * Computes percentile intervals of mean differences between two systems that were judged on the same R rows (Efron and
 * Tibshirani 1993, chapter 13; paired as in Sakai 2006). All slices use the same resamples; a resample without a row of
 * a slice is ignored for that slice. Percentiles are interpolated linearly, as numpy does.
 * @param differences (R) each. @param slices Distinct rows of each slice, at least one.
 * @returns intervals by slice, then by difference
 */
export function bootstrapIntervals(
  differences: readonly Float64Array[],
  slices: readonly Int32Array[],
  { resamples = 1000, confidence = 0.95, seed = 0 }: BootstrapOptions = {},
): Interval[][] {
  const R = differences[0]?.length ?? 0;
  const sparse = slices.map((rows) => differences.map((values) => selectNonzero(values, rows)));
  const means = sparse.map((ofSlice) => ofSlice.map(() => new Float64Array(resamples)));
  const counted = slices.map(() => 0);
  for (const times of drawResamples(R, { resamples, seed })) {
    for (let s = 0; s < slices.length; s++) {
      const size = countDraws(slices[s]!, times);
      if (size > 0) addMeans(sparse[s]!, times, size, means[s]!, counted[s]!++);
    }
  }
  return slices.map((rows, s) =>
    differences.map((values, d) => ({
      difference: rows.reduce((sum, row) => sum + values[row]!, 0) / rows.length,
      ...boundsOf(sparse[s]![d]!, means[s]![d]!.subarray(0, counted[s]!), confidence),
    })),
  );
}

/** Yields for each resample how often it holds each of the R rows. The array is used again. */
export function* drawResamples(
  R: number,
  { resamples = 1000, seed = 0 }: Omit<BootstrapOptions, 'confidence'> = {},
): Generator<Uint32Array, void, void> {
  const random = new CounterRandom(seed, 'paired bootstrap');
  const times = new Uint32Array(R);
  for (let resample = 0; resample < resamples; resample++) {
    times.fill(0);
    for (let i = 0; i < R; i++) times[random.integer(R)]! += 1;
    yield times;
  }
}

function selectNonzero(values: Float64Array, rows: Int32Array): Sparse {
  const different = rows.filter((row) => values[row] !== 0);
  return { rows: different, values: Float64Array.from(different, (row) => values[row]!) };
}

function countDraws(rows: Int32Array, times: Uint32Array): number {
  let sum = 0;
  for (let i = 0; i < rows.length; i++) sum += times[rows[i]!]!;
  return sum;
}

/** Writes the mean of each difference, at its place among the means. */
function addMeans(sparse: readonly Sparse[], times: Uint32Array, size: number, means: Float64Array[], at: number) {
  for (let d = 0; d < sparse.length; d++) means[d]![at] = weightedSum(sparse[d]!, times) / size;
}

function weightedSum({ rows, values }: Sparse, times: Uint32Array): number {
  let sum = 0;
  for (let i = 0; i < rows.length; i++) sum += times[rows[i]!]! * values[i]!;
  return sum;
}

/** The percentiles of the means. Where no row differs all means are 0. */
function boundsOf({ rows }: Sparse, means: Float64Array, confidence: number): { low: number; high: number } {
  if (rows.length === 0) return { low: 0, high: 0 };
  return { low: takePercentile(means, (1 - confidence) / 2), high: takePercentile(means, (1 + confidence) / 2) };
}
