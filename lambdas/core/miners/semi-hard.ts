import { firstWhere } from './first-where.ts';
import type { TripletIndices } from './mined.ts';

/**
 * For every anchor and positive the nearest negative that is farther than the positive (Schroff et al. 2015, section 3.2).
 * Where no negative is farther, the farthest one. An anchor without negatives has no triplets. Of equal distances the lower
 * row wins. Negatives are sorted once an anchor and searched by halving: O(N^2 log N) for N rows.
 * @param distances (N, N) @param labels (N)
 */
export function mineSemiHard(distances: Float64Array, labels: Int32Array): TripletIndices {
  const N = labels.length;
  const [anchors, positives, negatives]: [number[], number[], number[]] = [[], [], []];
  for (let i = 0; i < N; i++) {
    const row = distances.subarray(i * N, (i + 1) * N);
    const sorted = negativesByDistance(row, labels, i);
    if (sorted.length === 0) continue;
    for (let j = 0; j < N; j++) {
      if (j === i || labels[j] !== labels[i]) continue;
      anchors.push(i);
      positives.push(j);
      negatives.push(semiHardNegative(row, sorted, row[j]!));
    }
  }
  return {
    anchors: Int32Array.from(anchors),
    positives: Int32Array.from(positives),
    negatives: Int32Array.from(negatives),
  };
}

function negativesByDistance(row: Float64Array, labels: Int32Array, anchor: number): Int32Array {
  const rows = Int32Array.from(labels, (_label, j) => j).filter((j) => labels[j] !== labels[anchor]);
  return rows.sort((a, b) => row[a]! - row[b]! || a - b);
}

function semiHardNegative(row: Float64Array, sorted: Int32Array, positiveDistance: number): number {
  const farther = firstWhere(sorted.length, (place) => row[sorted[place]!]! > positiveDistance);
  if (farther < sorted.length) return sorted[farther]!;
  const farthest = row[sorted.at(-1)!]!;
  return sorted[firstWhere(sorted.length - 1, (place) => row[sorted[place]!]! >= farthest)]!;
}
