import { searchWithCount } from '../../core/search/search-exact.ts';
import type { ServedSpace, SimilarSearch } from '../../ports/similar-search.ts';
import type { LiveSpace, SpaceCache } from './live-index-cache.ts';

/** The engine over the vectors in memory: every vector counts, and all that meets the options is found. */
export class ExactSearch implements SimilarSearch {
  readonly #spaces: Pick<SpaceCache, 'live'>;

  constructor(spaces: Pick<SpaceCache, 'live'>) {
    this.#spaces = spaces;
  }

  async live(): Promise<ServedSpace | undefined> {
    const live = await this.#spaces.live();
    return live && servedSpaceOf(live);
  }
}

function servedSpaceOf({ space, ...state }: LiveSpace): ServedSpace {
  return {
    ...state,
    // Copied: the rows of the space move when products leave.
    vectorOf: (id) => space?.get(id)?.slice(),
    // Not a word is waited for before the space is searched.
    search: async (query, options) => {
      const { neighbours, candidates } = space
        ? searchWithCount(space, query, options)
        : { neighbours: [], candidates: 0 };
      return { neighbours, candidates, complete: true };
    },
  };
}
