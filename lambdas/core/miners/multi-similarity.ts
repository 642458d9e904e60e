import type { MinedPairs } from './mined.ts';

/**
 * Selects the informative pairs (Wang et al. 2019, section 4): negatives more similar than the least similar positive,
 * less `epsilon`, and positives less similar than the most similar negative, plus `epsilon`. Similarity is the cosine.
 * Rows without a positive or without a negative are no anchors.
 * @param cosineDistances (N, N) @param labels (N) @param epsilon At least 0 (0.1 in the paper).
 */
export function mineMultiSimilarity(cosineDistances: Float64Array, labels: Int32Array, epsilon: number): MinedPairs {
  const N = labels.length;
  const positives: [number[], number[]] = [[], []];
  const negatives: [number[], number[]] = [[], []];
  for (let i = 0; i < N; i++) {
    const row = cosineDistances.subarray(i * N, (i + 1) * N);
    const { farthestPositive, nearestNegative } = computeBounds(row, labels, i);
    for (let j = 0; j < N; j++) {
      if (j === i) continue;
      const isPositive = labels[j] === labels[i];
      const isInformative = isPositive ? row[j]! > nearestNegative - epsilon : row[j]! < farthestPositive + epsilon;
      if (!isInformative) continue;
      const [anchors, others] = isPositive ? positives : negatives;
      anchors.push(i);
      others.push(j);
    }
  }
  return { positives: indices(positives), negatives: indices(negatives) };
}

/** The bounds of an anchor. Without a positive, or without a negative, no pair is within the bound. */
function computeBounds(row: Float64Array, labels: Int32Array, anchor: number) {
  let [farthestPositive, nearestNegative] = [-Infinity, Infinity];
  for (let j = 0; j < row.length; j++) {
    if (labels[j] !== labels[anchor]) nearestNegative = Math.min(nearestNegative, row[j]!);
    else if (j !== anchor) farthestPositive = Math.max(farthestPositive, row[j]!);
  }
  return { farthestPositive, nearestNegative };
}

function indices([anchors, others]: [number[], number[]]) {
  return { anchors: Int32Array.from(anchors), others: Int32Array.from(others) };
}
