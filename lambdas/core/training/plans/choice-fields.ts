import type { TokenBags } from '../../numerics/token-bags.ts';

/** A field of products whose share of the cosine is fitted to choices. */
export interface ChoiceField {
  /** The share to begin with. */
  readonly given: number;
  /** Present if the nearest products by this field are negatives. @returns those of an anchor */
  readonly findNearest?: (isAnchor: Uint8Array, count: number) => (anchor: number) => Int32Array;
  /** The cosines of a product with others. */
  readonly computeCosines: (anchor: number, others: readonly number[]) => Float64Array;
}

/** A field of tokens. @param bags With the tokens of this field alone. */
export function toTokenField(bags: TokenBags, given: number): ChoiceField {
  return {
    given,
    computeCosines: (anchor, others) => {
      const weightOf = new Map<number, number>();
      for (let t = bags.offsets[anchor]!; t < bags.offsets[anchor + 1]!; t++)
        weightOf.set(bags.tokens[t]!, bags.weights[t]!);
      return Float64Array.from(others, (row) => {
        let sum = 0;
        for (let t = bags.offsets[row]!; t < bags.offsets[row + 1]!; t++)
          sum += (weightOf.get(bags.tokens[t]!) ?? 0) * bags.weights[t]!;
        return sum;
      });
    },
  };
}
