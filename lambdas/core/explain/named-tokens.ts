import type { Product } from '../catalog/product.ts';
import type { FeatureSpace } from '../features/feature-space.ts';
import { type FieldValues, formatToken, splitGrams } from '../features/product-tokens.ts';

/** A value of a token field that a token of a bag comes from. */
interface TokenOrigin {
  readonly field: FieldValues['field'];
  /** Of a run of characters the word. */
  readonly value: string;
  /** The share of the token's weight that this value has, above 0 and at most 1. */
  readonly share: number;
}

/** A token of a bag by its row, with the values that it comes from. Their shares add up to 1. */
export interface NamedToken {
  readonly row: number;
  readonly origins: readonly TokenOrigin[];
}

/**
 * The names of the tokens in the bag of a product, in the order of the bag. A model keeps no text of rare words and
 * knows a run of characters only as such, so the product is read again. A run of several words is shared among them by
 * how often each has it.
 */
export function nameTokens(space: FeatureSpace, product: Product): NamedToken[] {
  return space.readTokenFields(product).flatMap((field) => nameFieldTokens(space, field));
}

function nameFieldTokens({ vocabulary, reading }: FeatureSpace, { field, values }: FieldValues): NamedToken[] {
  /** Token -> value -> how often. */
  const tokens = new Map<string, Map<string, number>>();
  for (const value of values) {
    for (const one of field === 'gram' ? splitGrams(value, reading) : [value]) {
      const counts = tokens.get(one) ?? new Map<string, number>();
      counts.set(value, (counts.get(value) ?? 0) + 1);
      tokens.set(one, counts);
    }
  }
  return [...tokens].flatMap(([token, counts]) => {
    const row = vocabulary.rowOf(formatToken(field, token));
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
    if (row < 0) return [];
    const origins = [...counts].map(([value, count]) => ({ field, value, share: count / total }));
    const second = vocabulary.secondRowOf(formatToken(field, token), reading);
    return second < 0 ? [{ row, origins }] : [row, second].map((one) => ({ row: one, origins }));
  });
}
