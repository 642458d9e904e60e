import type { FeatureBatch } from '../features/feature-space.ts';
import { type WeightedRows, WeightedRowsBuilder } from './weighted-rows.ts';

/** Budget of comparisons between products that share a token. Beyond it the most frequent tokens are skipped. */
const MAX_COMPARISONS = 1e9;
const MIN_POSTINGS = 50;

/**
 * Finds the products nearest to each by the cosine of their weighted bags of tokens, without the id tokens: what TF-IDF
 * would return. Rows that rare tokens share are left out too: such a token is in too few products to be in two of them,
 * so who shares its row is chance. In a large catalog the most frequent tokens are skipped: they have the least weight and cost the most
 * time.
 * @param inputs The features of N products. @param maxNeighbours Neighbours per product.
 * @param candidates (N): 1 for products that can be neighbours.
 * @param queries (N): 1 for products that get neighbours, default `candidates`. Others get an empty row.
 */
export function findTextNeighbours(
  inputs: FeatureBatch,
  maxNeighbours: number,
  candidates: Uint8Array,
  queries = candidates,
): WeightedRows {
  const postings = buildPostings(inputs, candidates);
  const maxPostings = Math.max(MIN_POSTINGS, MAX_COMPARISONS / Math.max(1, inputs.bags.tokens.length));
  const builder = new WeightedRowsBuilder();
  const cosines = new Float64Array(inputs.B);
  const touched = new Int32Array(inputs.B);
  const weightOf = (column: number): number => cosines[column]!;
  for (let i = 0; i < inputs.B; i++) {
    const count = queries[i] === 1 ? addCosines(inputs, postings, i, maxPostings, cosines, touched) : 0;
    const columns = touched.subarray(0, count);
    cosines[i] = 0;
    builder.add(columns, weightOf, maxNeighbours);
    for (const column of columns) cosines[column] = 0;
  }
  return builder.build();
}

/** The products that hold each token, and its weight in them: those of token t from offsets[t] to offsets[t + 1]. */
interface Postings {
  /** (tokens + 1) */
  readonly offsets: Int32Array;
  readonly rows: Int32Array;
  readonly weights: Float32Array;
}

/** Whether a place of the bag of product i holds a token of its text with a row of its own. */
export function isOwnToken(
  { bags, identityAt, sharedRows: [from, to] = [0, 0] }: FeatureBatch,
  i: number,
  t: number,
): boolean {
  const row = bags.tokens[t]!;
  return t !== identityAt[i] && (row < from || row >= to);
}

function buildPostings(inputs: FeatureBatch, candidates: Uint8Array): Postings {
  const { bags } = inputs;
  const T = bags.tokens.reduce((largest, token) => Math.max(largest, token), -1) + 1;
  const offsets = new Int32Array(T + 2);
  const forEachPlace = (call: (i: number, t: number) => void): void => {
    for (let i = 0; i < inputs.B; i++) {
      if (candidates[i] === 0) continue;
      for (let t = bags.offsets[i]!; t < bags.offsets[i + 1]!; t++) if (isOwnToken(inputs, i, t)) call(i, t);
    }
  };
  forEachPlace((_i, t) => {
    offsets[bags.tokens[t]! + 2]! += 1;
  });
  for (let token = 0; token < T; token++) offsets[token + 2]! += offsets[token + 1]!;
  const [rows, weights] = [new Int32Array(offsets[T + 1]!), new Float32Array(offsets[T + 1]!)];
  // offsets[token + 1] is the first place of the token and moves to their end as they are written.
  forEachPlace((i, t) => {
    const at = offsets[bags.tokens[t]! + 1]!++;
    rows[at] = i;
    weights[at] = bags.weights[t]!;
  });
  return { offsets, rows, weights };
}

/** Adds the cosines with product i to `cosines` (N). Writes the products they belong to to `touched`, and counts them. */
function addCosines(
  inputs: FeatureBatch,
  { offsets, rows, weights }: Postings,
  i: number,
  maxPostings: number,
  cosines: Float64Array,
  touched: Int32Array,
): number {
  const { bags } = inputs;
  let count = 0;
  for (let t = bags.offsets[i]!; t < bags.offsets[i + 1]!; t++) {
    const weight = bags.weights[t]!;
    if (weight === 0 || !isOwnToken(inputs, i, t)) continue;
    const token = bags.tokens[t]!;
    const end = offsets[token + 1]!;
    if (end - offsets[token]! > maxPostings) continue;
    for (let k = offsets[token]!; k < end; k++) {
      const row = rows[k]!;
      const before = cosines[row]!;
      if (before === 0) touched[count++] = row;
      cosines[row] = before + weight * weights[k]!;
    }
  }
  return count;
}
