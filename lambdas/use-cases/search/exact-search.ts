import { searchWithCount } from '../../core/search/search-exact.ts';
import type { ServedIndex, SimilarSearch } from '../../ports/similar-search.ts';
import type { LiveIndex, LiveIndexCache } from './live-index-cache.ts';

/** The exact engine: scores every vector in memory and finds all that meet the options. */
export class ExactSearch implements SimilarSearch {
  readonly #cache: Pick<LiveIndexCache, 'live'>;

  constructor(cache: Pick<LiveIndexCache, 'live'>) {
    this.#cache = cache;
  }

  async live(): Promise<ServedIndex | undefined> {
    const live = await this.#cache.live();
    return live && servedIndexOf(live);
  }
}

function servedIndexOf({ index, ...state }: LiveIndex): ServedIndex {
  return {
    ...state,
    fields: index?.fields,
    vectorOf: (id) => index?.get(id),
    // No `await` before the search, because the index is refreshed in place.
    search: async (query, options) => {
      const { neighbours, candidates } = index
        ? searchWithCount(index, query, options)
        : { neighbours: [], candidates: 0 };
      return { neighbours, candidates, complete: true };
    },
  };
}
