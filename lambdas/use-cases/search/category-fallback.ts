import { listCategoryPaths } from '../../core/catalog/category-paths.ts';
import type { Product } from '../../core/catalog/product.ts';
import type { Neighbour } from '../../core/search/best-neighbours.ts';
import type { Filter } from '../../core/search/filter.ts';
import type { SearchOptions } from '../../core/search/search-exact.ts';
import { IndexReplaced, type SearchQuery, type ServedIndex, type SimilarSearch } from '../../ports/similar-search.ts';
import type { ResolvedSearch } from './similar-pages.ts';

/** A product that is found by its category. */
export interface CategoryNeighbour extends Neighbour {
  readonly fallback: 'category';
}

/** What is known of a search that found too little. */
export interface ShortSearch extends Pick<ResolvedSearch, 'options'> {
  readonly modelVersion: string;
  readonly search: SimilarSearch;
  /** Undefined if the model can embed no positive example. */
  readonly query: SearchQuery | undefined;
  /** The positive examples that are products. */
  readonly products: readonly Product[];
  /** The last rank of products that are found by their similarity. */
  readonly reach: number;
  /** How many products are wanted. */
  readonly k: number;
}

/**
 * Finds products of the categories of the positive examples that are not in the answer: of the narrowest step of each path
 * first, then of wider ones. Of a step, the nearest to the examples come first; without a vector of the examples, the
 * nearest to the mean of the products of the step. They meet the request's filter and limits, but not its `minScore`.
 * @throws IndexReplaced if another version goes live meanwhile
 */
export async function findOfCategory(short: ShortSearch): Promise<CategoryNeighbour[]> {
  const { query, options, reach, k } = short;
  const live = () => requireSameVersion(short.search, short.modelVersion);
  const near = query && (await (await live()).search(query, { ...options, k: reach })).neighbours;
  const shown = near?.map(({ id }) => id) ?? [];
  const found: CategoryNeighbour[] = [];
  if (shown.length >= reach) return found;
  for (const words of listSteps(short.products)) {
    if (found.length >= k) break;
    const inStep: Filter = { op: 'in', field: 'category', words };
    const centre = query ?? (await (await live()).meanOf?.(inStep));
    if (centre === undefined) continue;
    const taken = [...shown, ...found.map(({ id }) => id)];
    const { neighbours } = await (await live()).search(centre, {
      ...withoutMinScore(options, inStep, taken),
      k: k - found.length,
    });
    found.push(...neighbours.map((one) => ({ ...one, fallback: 'category' as const })));
  }
  return found.map((one, i) => ({ ...one, rank: shown.length + i + 1 }));
}

function withoutMinScore(
  { filter, groups, excludeIds, withVectors }: ResolvedSearch['options'],
  inStep: Filter,
  taken: readonly string[],
): Omit<SearchOptions, 'k'> {
  return {
    withVectors,
    filter: filter ? { op: 'and', of: [filter, inStep] } : inStep,
    groups: groups && { ...groups, counted: taken },
    excludeIds: new Set([...(excludeIds ?? []), ...taken]),
  };
}

/** The paths of the products' categories, then what is left of them without their last step, and so on. */
function listSteps(products: readonly Product[]): string[][] {
  const paths = products.flatMap(({ category }) => listCategoryPaths(category));
  const most = Math.max(0, ...paths.map(({ length }) => length));
  return Array.from({ length: most }, (_, cut) => {
    const cuts = paths.filter(({ length }) => length > cut).map((path) => path.slice(0, path.length - cut).join(' > '));
    return [...new Set(cuts)];
  });
}

async function requireSameVersion(search: SimilarSearch, modelVersion: string): Promise<ServedIndex> {
  const live = await search.live();
  if (live?.modelVersion === modelVersion) return live;
  throw new IndexReplaced(modelVersion);
}
