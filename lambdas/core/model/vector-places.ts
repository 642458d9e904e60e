import type { EncoderParameters } from '../encoder/encoder-parameters.ts';
import type { FeatureSpace } from '../features/feature-space.ts';
import { LEAST_VECTOR_WEIGHT } from '../features/given-vectors.ts';
import type { Reals } from '../numerics/reals.ts';

/** The places of an embedding that given vectors have for themselves, before training. */
interface VectorPlaces {
  /** By given vector: its first dense input, its width, and its places, at most as many as it is wide. */
  readonly vectors: readonly { readonly at: number; readonly width: number; readonly own: Int32Array }[];
  /** The places of words and numbers. */
  readonly others: Int32Array;
}

type VectorInput = ReturnType<FeatureSpace['listVectorInputs']>[number];

/** Words keep at least this share of the places. */
const LEAST_WORDS = 0.25;

/**
 * Shares the places of an embedding between words and given vectors. In places of their own they do not disturb each
 * other: a random projection of both to the same 256 numbers had ndcg@10 .905 on two shops, and places of their own
 * .966. A vector gets a part as large as its share of the squared length of products, which is 0 for one without it. Then
 * the errors of the projections are smallest together, as that of a part falls with the root of its places. The places are spread evenly, so that prefixes of an
 * embedding hold both. Vectors with the least weight share the places of the words.
 * @param dim Numbers of an embedding.
 */
export function planVectorPlaces(space: FeatureSpace, dim: number): VectorPlaces {
  const given = space
    .listVectorInputs()
    .filter(({ weight, source }) => weight > LEAST_VECTOR_WEIGHT && source.width > 0);
  const shares = given.map((one) => shareOf(one, given));
  const ofVectors = shares.reduce((sum, share) => sum + share, 0);
  const wordShare = Math.max(LEAST_WORDS, space.vocabulary.tokens.length > 0 ? 1 - ofVectors : 0);
  const counts = given.map(({ source: { width } }, v) =>
    Math.min(width, Math.floor((dim * (1 - wordShare) * shares[v]!) / ofVectors)),
  );
  const ends = counts.map((_, v) => counts.slice(0, v + 1).reduce((sum, count) => sum + count, 0));
  const taken = spread(ends.at(-1) ?? 0, dim);
  const isTaken = new Set(taken);
  const vectors = given.flatMap(({ at, source: { width } }, v) => {
    const own = taken.subarray(ends[v]! - counts[v]!, ends[v]);
    return own.length > 0 ? [{ at, width, own }] : [];
  });
  return {
    vectors,
    others: Int32Array.from({ length: dim }, (_, place) => place).filter((place) => !isTaken.has(place)),
  };
}

/**
 * Takes back, in place, what training has written into the places of others: the rows of words and numbers in the places
 * of given vectors, and the rows of a vector outside its own. They become what they were before training: 0 in a new
 * model, and in a starting model that has mixed places what it has there. Vectors with the least weight have no places of
 * their own and stay as they are.
 * @param parameters After training. @param first Before it, of the same shape.
 */
export function restorePlacesOfOthers(
  space: FeatureSpace,
  { D, table, dense }: EncoderParameters,
  first: EncoderParameters,
): void {
  const { vectors } = planVectorPlaces(space, D);
  if (vectors.length === 0) return;
  const isOfVectors = new Uint8Array(D);
  for (const { own } of vectors) for (const place of own) isOfVectors[place] = 1;
  restoreRows(table, first.table, D, isOfVectors);
  const restoreDense = (from: number, to: number, isRestored: Uint8Array): void =>
    restoreRows(dense.subarray(from * D, to * D), first.dense.subarray(from * D, to * D), D, isRestored);
  let from = 0;
  for (const { at, width, own } of vectors) {
    restoreDense(from, at, isOfVectors);
    const isOfOthers = new Uint8Array(D).fill(1);
    for (const place of own) isOfOthers[place] = 0;
    from = at + width;
    restoreDense(at, from, isOfOthers);
  }
  restoreDense(from, dense.length / D, isOfVectors);
}

/** The mean share of a vector of the squared length of products, of which words have 1. */
function shareOf({ source, weight }: VectorInput, given: readonly VectorInput[]): number {
  const squares = given.reduce((sum, one) => sum + one.weight * one.weight, 0);
  return source.kind === 'vector' && source.share !== undefined ? source.share : (weight * weight) / (1 + squares);
}

/** Copies some places of all rows (rows, D) from the first ones. @param isRestored (D) */
function restoreRows(rows: Reals, first: Reals, D: number, isRestored: Uint8Array): void {
  for (let i = 0; i < rows.length; i++) if (isRestored[i % D] === 1) rows[i] = first[i]!;
}

/** Evenly spread places. */
function spread(count: number, dim: number): Int32Array {
  return Int32Array.from({ length: count }, (_, k) => Math.floor(((k + 0.5) * dim) / count));
}
