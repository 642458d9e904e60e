import { drawResamples } from '../evaluation/paired-bootstrap.ts';
import { takePercentile } from '../evaluation/percentile.ts';

/** A ratio with its 95 % interval. */
export interface RatioInterval {
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
}

/** The figures of two systems on the same R rows, (R) each. */
export interface RatioOf {
  readonly own: Float64Array;
  readonly other: Float64Array;
  /** Distinct rows that count. */
  readonly rows: Int32Array;
}

/**
 * Computes the ratio of the means of two systems, with a percentile interval by paired resamples of the rows: the same
 * resamples as those of differences. Resamples in which the other mean is 0 are ignored.
 * @returns by ratio; null where the other mean is 0, because nothing can be divided by it
 */
export function bootstrapRatios(R: number, ratios: readonly RatioOf[]): (RatioInterval | null)[] {
  const drawn: number[][] = ratios.map(() => []);
  for (const times of drawResamples(R))
    ratios.forEach((one, i) => {
      const ratio = divideSums(one, (row) => times[row]!);
      if (ratio !== null) drawn[i]!.push(ratio);
    });
  return ratios.map((one, i) => {
    const ratio = divideSums(one, () => 1);
    return ratio === null ? null : { ratio, ...boundsOf(drawn[i]!) };
  });
}

function divideSums({ own, other, rows }: RatioOf, times: (row: number) => number): number | null {
  let [above, below] = [0, 0];
  for (const row of rows) {
    above += times(row) * own[row]!;
    below += times(row) * other[row]!;
  }
  return below > 0 ? above / below : null;
}

/** The ends of the 95 % percentile interval. */
export function boundsOf(drawn: readonly number[]): { low: number; high: number } {
  const values = Float64Array.from(drawn);
  return { low: takePercentile(values, 0.025), high: takePercentile(values, 0.975) };
}
