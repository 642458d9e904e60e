import { combineIntoTriplets, type MinedPairs, type PairIndices, type TripletIndices } from './mined.ts';

/** Selects every ordered pair of two rows of a batch. labels is (N). */
export function mineAllPairs(labels: Int32Array): MinedPairs {
  return { positives: selectPairs(labels, true), negatives: selectPairs(labels, false) };
}

/**
 * Selects every triplet, by anchor: two rows with one label and one row with another. With K rows for each label there
 * are N (K - 1) (N - K) triplets of 12 bytes.
 */
export function mineAllTriplets(labels: Int32Array): TripletIndices {
  return combineIntoTriplets(mineAllPairs(labels), labels.length);
}

function selectPairs(labels: Int32Array, isPositive: boolean): PairIndices {
  const N = labels.length;
  const [anchors, others] = [new Int32Array(N * N), new Int32Array(N * N)];
  let count = 0;
  for (let i = 0; i < N; i++) {
    for (let j = 0; j < N; j++) {
      if (i === j || (labels[i] === labels[j]) !== isPositive) continue;
      anchors[count] = i;
      others[count++] = j;
    }
  }
  return { anchors: anchors.slice(0, count), others: others.slice(0, count) };
}
