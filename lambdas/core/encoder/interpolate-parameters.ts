import type { Reals } from '../numerics/reals.ts';
import { copyParameters, type EncoderParameters, getPrecision, listDenseParameters } from './encoder-parameters.ts';

/**
 * Computes the parameters on the line from the first to the last ones: (1 - share) first + share last, in ordinary
 * memory. Shares of 0 and 1 give exactly the bits of the ends.
 * @param first Of the same shape as `last`. @param share In [0, 1].
 */
export function interpolateParameters(
  first: EncoderParameters,
  last: EncoderParameters,
  share: number,
): EncoderParameters {
  const between = copyParameters(share === 0 ? first : last, getPrecision(last));
  if (share === 0 || share === 1) return between;
  const begin = listArrays(first);
  listArrays(between).forEach((values, p) => {
    interpolateInto(values, begin[p]!, share);
  });
  return between;
}

/** Moves the last values, in place, to the point at `share` between the first and themselves. */
export function interpolateInto(last: Reals, first: Reals, share: number): void {
  for (let i = 0; i < last.length; i++) last[i] = (1 - share) * first[i]! + share * last[i]!;
}

function listArrays(parameters: EncoderParameters): Reals[] {
  return [parameters.table, ...listDenseParameters(parameters).map(([, values]) => values)];
}
