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
  for (let i = 0; i < inputs.B; i++) {
    const touched: number[] = [];
    if (queries[i] === 1) addCosines(inputs, postings, i, maxPostings, cosines, touched);
    cosines[i] = 0;
    builder.add(touched, (column) => cosines[column]!, maxNeighbours);
    for (const column of touched) cosines[column] = 0;
  }
  return builder.build();
}

/** The products that hold a token, and its weight in each. */
interface Posting {
  readonly rows: number[];
  readonly weights: number[];
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

function buildPostings(inputs: FeatureBatch, candidates: Uint8Array): Map<number, Posting> {
  const { bags } = inputs;
  const postings = new Map<number, Posting>();
  for (let i = 0; i < inputs.B; i++) {
    if (candidates[i] === 0) continue;
    for (let t = bags.offsets[i]!; t < bags.offsets[i + 1]!; t++) {
      if (!isOwnToken(inputs, i, t)) continue;
      const posting = postings.get(bags.tokens[t]!) ?? { rows: [], weights: [] };
      if (posting.rows.length === 0) postings.set(bags.tokens[t]!, posting);
      posting.rows.push(i);
      posting.weights.push(bags.weights[t]!);
    }
  }
  return postings;
}

/** Adds the cosines with product i to `cosines` (N), and the products they belong to to `touched`. */
function addCosines(
  inputs: FeatureBatch,
  postings: ReadonlyMap<number, Posting>,
  i: number,
  maxPostings: number,
  cosines: Float64Array,
  touched: number[],
): void {
  const { bags } = inputs;
  for (let t = bags.offsets[i]!; t < bags.offsets[i + 1]!; t++) {
    if (!isOwnToken(inputs, i, t)) continue;
    const posting = postings.get(bags.tokens[t]!);
    if (posting === undefined || posting.rows.length > maxPostings) continue;
    const { rows, weights } = posting;
    const weight = bags.weights[t]!;
    for (let k = 0; k < rows.length; k++) {
      const row = rows[k]!;
      if (cosines[row] === 0) touched.push(row);
      cosines[row]! += weight * weights[k]!;
    }
  }
}
