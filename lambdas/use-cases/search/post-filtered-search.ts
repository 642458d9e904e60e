import { isBetter, type Neighbour } from '../../core/search/best-neighbours.ts';
import { compileFilter, type Filter, formatGroupKey } from '../../core/search/filter.ts';
import { getField, type ProductFields, readFilterFields } from '../../core/search/product-fields.ts';
import type { GroupLimit, SearchOptions } from '../../core/search/search-exact.ts';
import type { ProductStore } from '../../ports/product-store.ts';
import type { FoundNeighbours } from '../../ports/similar-search.ts';
import { readProducts } from '../catalog/read-products.ts';

/** A neighbour as an engine finds it. */
export type Candidate = Pick<Neighbour, 'id' | 'score'>;

export interface Candidates {
  /** By falling score. */
  readonly found: readonly Candidate[];
  /** False if the engine has returned all it has. */
  readonly isMore: boolean;
}

/** The number of candidates to fetch for each wanted neighbour, if a filter or a group limit is applied afterwards. */
const OVER_FETCH = 4;

/**
 * Finds the nearest products that meet all options, with an engine that only accepts `k`. Fetches more candidates than wanted,
 * filters them afterwards, and fetches twice as many while too few are left.
 * @param fetch Returns the nearest `k` candidates, or fewer.
 * @param maxFetch The largest `k` that the engine accepts.
 */
export async function searchPostFiltered(
  products: Pick<ProductStore, 'get'>,
  { k, after, excludeIds = new Set(), minScore = -Infinity, filter, groups }: SearchOptions,
  fetch: (k: number) => Promise<Candidates>,
  maxFetch: number,
): Promise<FoundNeighbours> {
  const needsFields = filter !== undefined || groups !== undefined;
  const fields = new Map<string, ProductFields | undefined>();
  const ranks = (after?.rank ?? 0) + k;
  // One more than needed: a candidate with the score of the last one may have the smaller id.
  let wanted = Math.min(maxFetch, (needsFields ? OVER_FETCH * ranks : ranks) + excludeIds.size + 1);
  for (;;) {
    const { found, isMore } = await fetch(wanted);
    const near = found.filter(({ id, score }) => score >= minScore && !excludeIds.has(id));
    if (needsFields) await readFields(products, [...near.map(({ id }) => id), ...(groups?.counted ?? [])], fields);
    const ranked = filterCandidates(near, filter, groups, fields);
    const left = (after ? ranked.filter((one) => isBetter(after, one)) : ranked).slice(0, k);
    const lastScore = found.at(-1)?.score ?? 0;
    // If the last candidate is below the minimum score, so are all that would follow.
    const isAll = !isMore || lastScore < minScore;
    const isFull = left.length === k;
    if (isAll || wanted >= maxFetch || (isFull && left.at(-1)!.score > lastScore)) {
      const neighbours = left.map(({ id, score }, i) => ({ id, score, rank: (after?.rank ?? 0) + i + 1 }));
      return { neighbours, candidates: undefined, complete: isAll || isFull };
    }
    wanted = Math.min(maxFetch, wanted * 2);
  }
}

/** Reads the fields of products into `fields`, unless `fields` has them already. A product that is gone has none. */
async function readFields(
  products: Pick<ProductStore, 'get'>,
  ids: readonly string[],
  fields: Map<string, ProductFields | undefined>,
): Promise<void> {
  const unknown = ids.filter((id) => !fields.has(id));
  const read = await readProducts(products, unknown);
  for (const id of unknown) {
    const product = read.get(id)?.product;
    fields.set(id, product && readFilterFields(product));
  }
}

/** The candidates that meet the filter, and of each group only the nearest. Products that are gone meet no filter. */
function filterCandidates(
  candidates: readonly Candidate[],
  filter: Filter | undefined,
  groups: GroupLimit | undefined,
  fields: ReadonlyMap<string, ProductFields | undefined>,
): readonly Candidate[] {
  if (filter === undefined && groups === undefined) return candidates;
  const meets = filter ? compileFilter(filter) : () => true;
  const taken = new Map<string, number>();
  const hasRoom = (id: string): boolean => {
    const key = groups && formatGroupKey(getField(fields.get(id), groups.field));
    if (groups === undefined || key === undefined) return true;
    taken.set(key, (taken.get(key) ?? 0) + 1);
    return taken.get(key)! <= groups.max;
  };
  for (const id of groups?.counted ?? []) hasRoom(id);
  return candidates.filter(({ id }) => {
    const of = fields.get(id);
    return of !== undefined && meets(of) && hasRoom(id);
  });
}
