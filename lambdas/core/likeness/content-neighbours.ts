import type { FeatureBatch, FeatureSpace } from '../features/feature-space.ts';
import { LEAST_VECTOR_WEIGHT } from '../features/given-vectors.ts';
import { findTextNeighbours, isOwnToken } from './text-neighbours.ts';
import { dotRows, findNearestVectors, gatherVectors, type VectorRows } from './vector-rows.ts';
import { type WeightedRows, WeightedRowsBuilder } from './weighted-rows.ts';

/**
 * Finds the products nearest to each by content: by the cosine of bags of tokens and given vectors together, in their
 * weights, which is the cosine before training. Without given vectors these are the neighbours by text. Vectors that
 * say nothing of what is alike take no part.
 * @param space Which of the inputs are given vectors; undefined if none is. @param inputs The features of N products. @param maxNeighbours Neighbours per product.
 * @param takesPart (N): 1 for products that have and are neighbours. Others get an empty row.
 */
export function findContentNeighbours(
  space: FeatureSpace | undefined,
  inputs: FeatureBatch,
  maxNeighbours: number,
  takesPart: Uint8Array,
): WeightedRows {
  const text = findTextNeighbours(inputs, maxNeighbours, takesPart);
  const vectors = selectVectors(space, inputs);
  if (vectors === undefined) return text;
  const near = findNearestVectors(vectors, maxNeighbours, takesPart);
  const similarity = new ContentSimilarity(inputs, vectors);
  const builder = new WeightedRowsBuilder();
  for (let i = 0; i < inputs.B; i++) {
    const columns = new Set(text.columns.subarray(text.offsets[i]!, text.offsets[i + 1]!));
    for (const column of near[i] ?? []) columns.add(column);
    const cosines = similarity.compare(i, [...columns]);
    builder.add([...cosines.keys()], (column) => cosines.get(column)!, maxNeighbours);
  }
  return builder.build();
}

/** The given vectors of the products in their weights; undefined if none says what is alike. */
function selectVectors(space: FeatureSpace | undefined, inputs: FeatureBatch): VectorRows | undefined {
  const given = space?.listVectorInputs() ?? [];
  const columns = given
    .filter(({ source, weight }) => source.kind === 'vector' && weight > LEAST_VECTOR_WEIGHT)
    .map(({ source, at }) => ({ at, width: source.width }));
  return columns.length === 0 ? undefined : gatherVectors(inputs, columns);
}

/** Computes cosines of tokens and vectors together. */
class ContentSimilarity {
  readonly #inputs: FeatureBatch;
  readonly #vectors: VectorRows;
  /** (N) */
  readonly #lengths: Float64Array;

  constructor(inputs: FeatureBatch, vectors: VectorRows) {
    this.#inputs = inputs;
    this.#vectors = vectors;
    const { bags, identityAt } = inputs;
    this.#lengths = vectors.squares.map((squares, i) => {
      let sum = squares;
      for (let t = bags.offsets[i]!; t < bags.offsets[i + 1]!; t++)
        if (t !== identityAt[i]) sum += bags.weights[t]! * bags.weights[t]!;
      return Math.sqrt(sum);
    });
  }

  /** The cosines of product i with others, by row. */
  compare(i: number, rows: readonly number[]): Map<number, number> {
    const weights = new Map(this.#listTokens(i));
    return new Map(
      rows.map((row) => {
        let sum = dotRows(this.#vectors, i, row);
        for (const [token, weight] of this.#listTokens(row)) sum += (weights.get(token) ?? 0) * weight;
        return [row, sum / (this.#lengths[i]! * this.#lengths[row]!)];
      }),
    );
  }

  /** The tokens of product i with a row of their own, and their weights. */
  #listTokens(i: number): [number, number][] {
    const { bags } = this.#inputs;
    const listed: [number, number][] = [];
    for (let t = bags.offsets[i]!; t < bags.offsets[i + 1]!; t++)
      if (isOwnToken(this.#inputs, i, t)) listed.push([bags.tokens[t]!, bags.weights[t]!]);
    return listed;
  }
}
