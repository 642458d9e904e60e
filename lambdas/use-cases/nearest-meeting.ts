import { type Filter, meetsFilter } from '../core/search/filter.ts';
import { fieldsOf } from '../core/search/product-fields.ts';
import type { ProductStore } from '../ports/product-store.ts';
import type { FoundNeighbours, SimilarOptions } from '../ports/similar-search.ts';
import { readProducts } from './read-products.ts';

/** A neighbour as an engine finds it, by falling score. */
export type Candidate = Pick<FoundNeighbours['neighbours'][number], 'id' | 'score'>;

export interface Candidates {
  readonly found: readonly Candidate[];
  /** False when the engine has given all it has, or can give. */
  readonly isMore: boolean;
}

/** How many candidates are asked for, for each that is wanted, where a filter is yet to be applied. */
const OVER_FETCH = 4;

/**
 * The nearest that meet all options, from an engine that knows of k alone: asks for more than are wanted, leaves out what does
 * not belong, and asks for more still while too few are left.
 * @param fetch Gives the nearest `k`, or fewer.  @param maxFetch What may be asked for at most.
 */
export async function nearestMeeting(
  products: Pick<ProductStore, 'get'>,
  { k, excludeIds = new Set(), minScore = -Infinity, filter = [] }: SimilarOptions,
  fetch: (k: number) => Promise<Candidates>,
  maxFetch: number,
): Promise<FoundNeighbours> {
  const meets = new Map<string, boolean>();
  let wanted = Math.min(maxFetch, (filter.length > 0 ? OVER_FETCH * k : k) + excludeIds.size);
  for (;;) {
    const { found, isMore } = await fetch(wanted);
    const near = found.filter(({ id, score }) => score >= minScore && !excludeIds.has(id));
    await judge(products, near, filter, meets);
    const left = near.filter(({ id }) => meets.get(id)).slice(0, k);
    // Where the last candidate is too far already, all that would follow are farther.
    const isTooFar = (found.at(-1)?.score ?? 0) < minScore;
    const isEnough = left.length === k || isTooFar || !isMore;
    if (isEnough || wanted >= maxFetch) {
      return { neighbours: left.map(({ id, score }, i) => ({ id, score, rank: i + 1 })), complete: isEnough };
    }
    wanted = Math.min(maxFetch, wanted * 2);
  }
}

/** Finds out which candidates meet the filter, each once. */
async function judge(
  products: Pick<ProductStore, 'get'>,
  candidates: readonly Candidate[],
  filter: Filter,
  meets: Map<string, boolean>,
): Promise<void> {
  const unknown = candidates.map(({ id }) => id).filter((id) => !meets.has(id));
  if (filter.length === 0) for (const id of unknown) meets.set(id, true);
  else {
    const read = await readProducts(products, unknown);
    for (const id of unknown) {
      const product = read.get(id)?.product;
      meets.set(id, product !== undefined && meetsFilter(filter, fieldsOf(product)));
    }
  }
}
