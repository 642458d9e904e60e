import { searchExact } from '../core/search/search-exact.ts';
import type { VectorSpace } from '../core/search/vector-space.ts';
import type { ProductStore } from '../ports/product-store.ts';
import type { FoundNeighbours, ServedSpace, SimilarOptions, SimilarSearch } from '../ports/similar-search.ts';
import { nearestMeeting } from './nearest-meeting.ts';
import type { LiveSpace, SpaceCache } from './space-cache.ts';

export interface ExactSearchPorts {
  readonly spaces: Pick<SpaceCache, 'live'>;
  readonly products: Pick<ProductStore, 'get'>;
}

/** The engine over the vectors in memory: every vector counts, and all that meets the options is found. */
export class ExactSearch implements SimilarSearch {
  readonly #ports: ExactSearchPorts;

  constructor(ports: ExactSearchPorts) {
    this.#ports = ports;
  }

  async live(): Promise<ServedSpace | undefined> {
    const live = await this.#ports.spaces.live();
    return live && servedSpaceOf(live, this.#ports.products);
  }
}

function servedSpaceOf({ modelVersion, asOf, space }: LiveSpace, products: Pick<ProductStore, 'get'>): ServedSpace {
  return {
    modelVersion,
    asOf,
    // Copied: the rows of the space move when products leave.
    vectorOf: (id) => space?.get(id)?.slice(),
    search: (query, options) => search(space, query, options, products),
  };
}

async function search(
  space: VectorSpace | undefined,
  query: Float32Array,
  { filter = [], ...options }: SimilarOptions,
  products: Pick<ProductStore, 'get'>,
): Promise<FoundNeighbours> {
  if (space === undefined) return { neighbours: [], complete: true };
  if (filter.length === 0) return { neighbours: searchExact(space, query, options), complete: true };
  const fetch = async (k: number) => {
    const found = searchExact(space, query, { k });
    return { found, isMore: found.length === k && k < space.size };
  };
  return nearestMeeting(products, { ...options, filter }, fetch, space.size);
}
