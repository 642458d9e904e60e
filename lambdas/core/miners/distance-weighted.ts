import { portableExp, portableLog } from '../numerics/portable-math.ts';
import type { CounterRandom } from '../numerics/random.ts';
import type { TripletIndices } from './mined.ts';
import { lowerBound } from './mined.ts';

/** Nearer negatives count as being at this distance, because their gradient is too noisy (Wu et al.'s code). */
const MIN_DRAWN_DISTANCE = 0.5;
/** Farther negatives are not drawn, because they have no loss with the usual margins (Wu et al.'s code). */
const MAX_DRAWN_DISTANCE = 1.4;

/**
 * Draws for every anchor and positive one negative, so that all distances are equally frequent: with weight 1 / q(d),
 * where q(d) = d^(D - 2) (1 - d^2 / 4)^((D - 3) / 2) is how often two random points of the unit sphere are d apart (Wu
 * et al. 2017, section 4). Distances below 0.5 count as 0.5. Negatives beyond 1.4 are drawn, with equal weights, only
 * for an anchor that has no others. An anchor without negatives has no triplets.
 * @param cosineDistances (N, N), from which d is sqrt(2 x) @param labels (N) @param D Dimensions of the embeddings.
 */
export function mineDistanceWeighted(
  cosineDistances: Float64Array,
  labels: Int32Array,
  D: number,
  random: CounterRandom,
): TripletIndices {
  const N = labels.length;
  const [anchors, positives, negatives]: [number[], number[], number[]] = [[], [], []];
  for (let i = 0; i < N; i++) {
    const candidates = Int32Array.from(labels, (_label, j) => j).filter((j) => labels[j] !== labels[i]);
    if (candidates.length === 0) continue;
    const sums = sumExponentials(computeLogWeights(cosineDistances.subarray(i * N, (i + 1) * N), candidates, D));
    for (let j = 0; j < N; j++) {
      if (j === i || labels[j] !== labels[i]) continue;
      const x = random.uniform() * sums.at(-1)!;
      anchors.push(i);
      positives.push(j);
      negatives.push(candidates[lowerBound(sums.length - 1, (place) => sums[place]! > x)]!);
    }
  }
  return {
    anchors: Int32Array.from(anchors),
    positives: Int32Array.from(positives),
    negatives: Int32Array.from(negatives),
  };
}

function computeLogWeights(row: Float64Array, candidates: Int32Array, D: number): Float64Array {
  return Float64Array.from(candidates, (j) => {
    const distance = Math.max(Math.sqrt(2 * Math.max(row[j]!, 0)), MIN_DRAWN_DISTANCE);
    if (distance > MAX_DRAWN_DISTANCE) return -Infinity;
    return (2 - D) * portableLog(distance) + ((3 - D) / 2) * portableLog(1 - (distance * distance) / 4);
  });
}

/** Running sums of e^x, scaled so that the largest term is 1; of ones if all x are -Infinity. */
function sumExponentials(logs: Float64Array): Float64Array {
  const largest = logs.reduce((a, b) => Math.max(a, b), -Infinity);
  let sum = 0;
  return logs.map((x) => (sum += largest === -Infinity ? 1 : portableExp(x - largest)));
}
