import { meanOfMeeting } from '../../core/search/mean-vector.ts';
import { searchWithCount } from '../../core/search/search-exact.ts';
import { searchByBestExample } from '../../core/search/search-examples.ts';
import type { ServedIndex, SimilarSearch } from '../../ports/similar-search.ts';
import type { LiveIndex, LiveIndexCache } from './live-index-cache.ts';

/** Products of which a mean vector is made. */
const MAX_AVERAGED = 10_000;

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
    D: index?.D,
    vectorOf: (id) => index?.get(id),
    // No `await` before the search, because the index is refreshed in place.
    search: async (query, options) => {
      if (index === undefined) return { neighbours: [], candidates: 0, complete: true };
      const isVector = query instanceof Float32Array;
      const found = isVector ? searchWithCount(index, query, options) : searchByBestExample(index, query, options);
      return { ...found, complete: true };
    },
    meanOf: (filter) => index && meanOfMeeting(index, filter, MAX_AVERAGED),
  };
}
