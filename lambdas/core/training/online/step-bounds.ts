import { type EncoderParameters, listDenseParameters } from '../../encoder/encoder-parameters.ts';
import type { Reals } from '../../numerics/reals.ts';
import { TrainingError } from '../config/training-error.ts';

/** One request may make the longest row of a matrix of weights at most so many times as long. */
const MAX_GROWTH = 10;
/** Rows shorter than this may grow as one of this length: weights may start at 0. */
const LEAST_LENGTH = 1;
/** No step leads beyond rows of this length, in any number of requests. */
const MAX_LENGTH = 1e6;

/**
 * Refuses a step that moves the weights too far. Of an embedding of length 1 the gradient shrinks as the weights grow, so
 * that nothing could be learnt from such weights any more; of others the next step would overflow.
 * @throws TrainingError `weights-too-large`
 */
export function checkStepLength(before: EncoderParameters, after: EncoderParameters, learningRate: number): void {
  const lengthsBefore = longestRows(before);
  for (const [name, length] of longestRows(after)) {
    const from = lengthsBefore.get(name) ?? 0;
    const most = Math.min(MAX_LENGTH, MAX_GROWTH * Math.max(from, LEAST_LENGTH));
    if (length <= Math.max(from, most)) continue;
    throw new TrainingError(
      'weights-too-large',
      `the step makes weights too large (a row of ${name} grows from length ${from.toPrecision(3)} to ` +
        `${length.toPrecision(3)}, at most ${most.toPrecision(3)}): lower learningRate (${learningRate}) or scale the features`,
    );
  }
}

/** The Euclidean length of the longest row of each matrix. A layer in between counts in rows of D numbers too. */
function longestRows({ D, table, ...others }: EncoderParameters): Map<string, number> {
  return new Map([['table', table] as const, ...listDenseParameters(others)].map(([name, m]) => [name, longest(m, D)]));
}

function longest(matrix: Reals, D: number): number {
  let most = 0;
  for (let start = 0; start < matrix.length; start += D) {
    let sum = 0;
    for (let i = start; i < Math.min(start + D, matrix.length); i++) sum += matrix[i]! * matrix[i]!;
    most = Math.max(most, sum);
  }
  return Math.sqrt(most);
}
