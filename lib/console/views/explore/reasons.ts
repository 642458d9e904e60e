import type { Because } from '../../../client/generated/schemas.ts';

/** A pair of features: one of what is searched for, one of the product that was found. */
export type Pair = Extract<Because, { readonly contributions: unknown }>['contributions'][number];

/** A pair in words: the value, if both sides have the same; otherwise both, with the other's field where it differs. */
export function nameOfPair({ query, neighbour }: Pair): string {
  if (query.value === neighbour.value) return neighbour.value;
  const searched = query.field === neighbour.field ? query.value : `${query.field} ${query.value}`;
  return `${neighbour.value} for ${searched}`;
}
