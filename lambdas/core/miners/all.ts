import { type MinedPairs, type PairIndices, type TripletIndices, tripletsOf } from './mined.ts';

/** Every ordered pair of two rows of a batch, by label. labels is (N). */
export function mineAllPairs(labels: Int32Array): MinedPairs {
  return { positives: pairsWhere(labels, true), negatives: pairsWhere(labels, false) };
}

/**
 * Every triplet there is: two rows of one label and one of another, by anchor. N (K - 1) (N - K) of them for labels of K rows
 * each, 12 bytes apiece.
 */
export function mineAllTriplets(labels: Int32Array): TripletIndices {
  return tripletsOf(mineAllPairs(labels), labels.length);
}

function pairsWhere(labels: Int32Array, alike: boolean): PairIndices {
  const N = labels.length;
  const [anchors, others] = [new Int32Array(N * N), new Int32Array(N * N)];
  let count = 0;
  for (let i = 0; i < N; i++) {
    for (let j = 0; j < N; j++) {
      if (i === j || (labels[i] === labels[j]) !== alike) continue;
      anchors[count] = i;
      others[count++] = j;
    }
  }
  return { anchors: anchors.slice(0, count), others: others.slice(0, count) };
}
