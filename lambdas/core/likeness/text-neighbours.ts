import type { FeatureBatch } from '../features/feature-space.ts';
import { type WeightedRows, WeightedRowsBuilder } from './weighted-rows.ts';

/** Products that share a token are compared; so many comparisons at most, or the most frequent tokens are left out of the search. */
const MAX_COMPARISONS = 1e9;
const MIN_POSTINGS = 50;

/**
 * The products that are nearest to each by the cosine of their weighted bags of tokens, identities left out: what TF-IDF would
 * answer. Tokens that are in very many products of a large catalog are left out: they weigh least and cost most.
 * @param inputs Of N products. @param most Neighbours of each.
 * @param among (N): only rows where it is 1 are found. @param of (N): and only for rows where it is 1; the others get an empty row.
 */
export function findTextNeighbours(inputs: FeatureBatch, most: number, among: Uint8Array, of = among): WeightedRows {
  const postings = postingsOf(inputs, among);
  const longest = Math.max(MIN_POSTINGS, MAX_COMPARISONS / Math.max(1, inputs.bags.tokens.length));
  const builder = new WeightedRowsBuilder();
  const cosines = new Float64Array(inputs.B);
  for (let i = 0; i < inputs.B; i++) {
    const touched: number[] = [];
    if (of[i] === 1) addCosines(inputs, postings, i, longest, cosines, touched);
    cosines[i] = 0;
    builder.add(touched, (column) => cosines[column]!, most);
    for (const column of touched) cosines[column] = 0;
  }
  return builder.build();
}

interface Posting {
  readonly rows: number[];
  readonly weights: number[];
}

function postingsOf({ B, bags, identityAt }: FeatureBatch, among: Uint8Array): Map<number, Posting> {
  const postings = new Map<number, Posting>();
  for (let i = 0; i < B; i++) {
    if (among[i] === 0) continue;
    for (let t = bags.offsets[i]!; t < bags.offsets[i + 1]!; t++) {
      if (t === identityAt[i]) continue;
      const posting = postings.get(bags.tokens[t]!) ?? { rows: [], weights: [] };
      if (posting.rows.length === 0) postings.set(bags.tokens[t]!, posting);
      posting.rows.push(i);
      posting.weights.push(bags.weights[t]!);
    }
  }
  return postings;
}

function addCosines(
  { bags, identityAt }: FeatureBatch,
  postings: ReadonlyMap<number, Posting>,
  i: number,
  longest: number,
  cosines: Float64Array,
  touched: number[],
): void {
  for (let t = bags.offsets[i]!; t < bags.offsets[i + 1]!; t++) {
    if (t === identityAt[i]) continue;
    const posting = postings.get(bags.tokens[t]!);
    if (posting === undefined || posting.rows.length > longest) continue;
    const { rows, weights } = posting;
    const weight = bags.weights[t]!;
    for (let k = 0; k < rows.length; k++) {
      const row = rows[k]!;
      if (cosines[row] === 0) touched.push(row);
      cosines[row]! += weight * weights[k]!;
    }
  }
}
