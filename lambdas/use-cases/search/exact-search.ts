import { searchWithCount } from '../../core/search/search-exact.ts';
import type { ServedIndex, SimilarSearch } from '../../ports/similar-search.ts';
import type { LiveIndex, LiveIndexCache } from './live-index-cache.ts';

/** The engine over the vectors in memory: every vector counts, and all that meets the options is found. */
export class ExactSearch implements SimilarSearch {
  readonly #indexes: Pick<LiveIndexCache, 'live'>;

  constructor(indexes: Pick<LiveIndexCache, 'live'>) {
    this.#indexes = indexes;
  }

  async live(): Promise<ServedIndex | undefined> {
    const live = await this.#indexes.live();
    return live && servedIndexOf(live);
  }
}

function servedIndexOf({ index, ...state }: LiveIndex): ServedIndex {
  return {
    ...state,
    // Copied: the rows of the space move when products leave.
    vectorOf: (id) => index?.get(id)?.slice(),
    // Not a word is waited for before the space is searched.
    search: async (query, options) => {
      const { neighbours, candidates } = index
        ? searchWithCount(index, query, options)
        : { neighbours: [], candidates: 0 };
      return { neighbours, candidates, complete: true };
    },
  };
}
