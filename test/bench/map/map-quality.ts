/** How well a map keeps the neighbours of products, from 0 to 1. */
export interface MapQuality {
  /** Of the k nearest by vector, the share that is among the k nearest on the map. */
  readonly recall: number;
  /**
   * 1 if the k nearest on the map are the k nearest by vector. It falls by how far down the list by vector the others are (Venna and
   * Kaski 2001). About 0.5 for a map that is drawn by chance.
   */
  readonly trustworthiness: number;
}

/**
 * Compares the neighbours of some products on a map with those by vector, the mean over the products. Fewer than N / 2 neighbours.
 * @param points (N, 2) @param vectors (N, D), of length 1. @param queries Rows of products.
 */
export function measureQuality(
  points: Float32Array,
  vectors: Float32Array,
  k: number,
  queries: readonly number[],
): MapQuality {
  const N = points.length / 2;
  const D = vectors.length / N;
  let [kept, penalty] = [0, 0];
  for (const query of queries) {
    const byVector = distancesTo(query, vectors, D);
    const onMap = nearestOf(distancesTo(query, points, 2), k);
    for (const row of onMap) {
      // The nearest has rank 1. Of equally far products the one that helps the map counts as nearer.
      const rank = 1 + byVector.reduce((nearer, distance) => nearer + (distance < byVector[row]! ? 1 : 0), 0);
      if (rank <= k) kept += 1;
      else penalty += rank - k;
    }
  }
  const pairs = queries.length * k;
  return { recall: kept / pairs, trustworthiness: 1 - (2 * penalty) / (pairs * (2 * N - 3 * k - 1)) };
}

/** Squared distances of all rows (N, D) to one of them; that one is infinitely far. */
function distancesTo(query: number, rows: Float32Array, D: number): Float64Array {
  const distances = new Float64Array(rows.length / D);
  for (let row = 0; row < distances.length; row++) {
    let sum = 0;
    for (let d = 0; d < D; d++) sum += (rows[row * D + d]! - rows[query * D + d]!) ** 2;
    distances[row] = sum;
  }
  distances[query] = Infinity;
  return distances;
}

function nearestOf(distances: Float64Array, k: number): readonly number[] {
  const limit = distances.slice().sort()[k - 1]!;
  const found: number[] = [];
  for (let row = 0; row < distances.length && found.length < k; row++) if (distances[row]! <= limit) found.push(row);
  return found;
}
