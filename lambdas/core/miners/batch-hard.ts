import type { TripletIndices } from './mined.ts';

/**
 * Selects for every row its farthest positive and its nearest negative (Hermans et al. 2017, section 2). Rows without a
 * positive or without a negative in the batch are no anchors. Of rows at equal distances the lower row is selected.
 * @param distances (N, N) @param labels (N)
 */
export function mineBatchHard(distances: Float64Array, labels: Int32Array): TripletIndices {
  const N = labels.length;
  const positives = new Int32Array(N).fill(-1);
  const negatives = new Int32Array(N).fill(-1);
  for (let i = 0; i < N; i++) {
    const at = (row: number) => distances[i * N + row]!;
    for (let j = 0; j < N; j++) {
      if (labels[j] !== labels[i]) {
        if (negatives[i] === -1 || at(j) < at(negatives[i]!)) negatives[i] = j;
      } else if (j !== i && (positives[i] === -1 || at(j) > at(positives[i]!))) positives[i] = j;
    }
  }
  const isAnchor = (_row: number, i: number) => positives[i]! >= 0 && negatives[i]! >= 0;
  const anchors = Int32Array.from(labels, (_label, i) => i).filter(isAnchor);
  return { anchors, positives: positives.filter(isAnchor), negatives: negatives.filter(isAnchor) };
}
