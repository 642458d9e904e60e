import type { TripletIndices } from './mined.ts';
import { lowerBound } from './mined.ts';

/**
 * Selects for every anchor and positive the nearest negative that is farther than the positive (Schroff et al. 2015,
 * section 3.2). If no negative is farther, it selects the farthest one. An anchor without negatives has no triplets. Of
 * rows at equal distances the lower row is selected. The negatives of an anchor are sorted once and then searched:
 * O(N^2 log N) for N rows.
 * @param distances (N, N) @param labels (N)
 */
export function mineSemiHard(distances: Float64Array, labels: Int32Array): TripletIndices {
  const N = labels.length;
  const [anchors, positives, negatives]: [number[], number[], number[]] = [[], [], []];
  for (let i = 0; i < N; i++) {
    const row = distances.subarray(i * N, (i + 1) * N);
    const sorted = sortNegatives(row, labels, i);
    if (sorted.length === 0) continue;
    for (let j = 0; j < N; j++) {
      if (j === i || labels[j] !== labels[i]) continue;
      anchors.push(i);
      positives.push(j);
      negatives.push(selectNegative(row, sorted, row[j]!));
    }
  }
  return {
    anchors: Int32Array.from(anchors),
    positives: Int32Array.from(positives),
    negatives: Int32Array.from(negatives),
  };
}

function sortNegatives(row: Float64Array, labels: Int32Array, anchor: number): Int32Array {
  const rows = Int32Array.from(labels, (_label, j) => j).filter((j) => labels[j] !== labels[anchor]);
  return rows.sort((a, b) => row[a]! - row[b]! || a - b);
}

function selectNegative(row: Float64Array, sorted: Int32Array, positiveDistance: number): number {
  const farther = lowerBound(sorted.length, (place) => row[sorted[place]!]! > positiveDistance);
  if (farther < sorted.length) return sorted[farther]!;
  const farthest = row[sorted.at(-1)!]!;
  return sorted[lowerBound(sorted.length - 1, (place) => row[sorted[place]!]! >= farthest)]!;
}
