import type { FeatureBatch } from '../features/feature-space.ts';
import { findTextNeighbours, isOwnToken } from './text-neighbours.ts';
import { type WeightedRows, WeightedRowsBuilder } from './weighted-rows.ts';

/** The nearest are found among so many times as many, which are near by all but the most frequent tokens. */
const WIDER = 2;

/**
 * Finds the products nearest to each by text, with their exact cosines: of all tokens with a row of their own. In a large
 * catalog `findTextNeighbours` leaves out the most frequent tokens, so its cosines are too small there.
 * @param inputs The features of N products. @param maxNeighbours Neighbours per product.
 * @param queries (N): 1 for products that get neighbours, default all. Others get an empty row.
 */
export function findTextCosines(inputs: FeatureBatch, maxNeighbours: number, queries?: Uint8Array): WeightedRows {
  const { bags, B } = inputs;
  const near = findTextNeighbours(inputs, WIDER * maxNeighbours, new Uint8Array(B).fill(1), queries);
  const own = new Float64Array(bags.tokens.reduce((largest, token) => Math.max(largest, token), -1) + 1);
  const builder = new WeightedRowsBuilder();
  for (let i = 0; i < B; i++) {
    for (let t = bags.offsets[i]!; t < bags.offsets[i + 1]!; t++)
      if (isOwnToken(inputs, i, t)) own[bags.tokens[t]!] = bags.weights[t]!;
    const columns = near.columns.subarray(near.offsets[i]!, near.offsets[i + 1]!);
    builder.add(columns, (column) => dotWith(own, inputs, column), maxNeighbours);
    for (let t = bags.offsets[i]!; t < bags.offsets[i + 1]!; t++) own[bags.tokens[t]!] = 0;
  }
  return builder.build();
}

/** The scalar product of a bag with the weights (T) of another one. */
function dotWith(weights: Float64Array, { bags }: FeatureBatch, i: number): number {
  let sum = 0;
  for (let t = bags.offsets[i]!; t < bags.offsets[i + 1]!; t++) sum += weights[bags.tokens[t]!]! * bags.weights[t]!;
  return sum;
}
