import type { Filter, OneOf } from '../../core/search/filter.ts';
import type { SearchOptions } from '../../core/search/search-exact.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ModelPointers, Pointer } from '../../ports/model-registry.ts';
import type { ProductStore } from '../../ports/product-store.ts';
import type { FoundNeighbours, ServedIndex, SimilarSearch } from '../../ports/similar-search.ts';
import { StoreError } from '../../ports/store-error.ts';
import type { IndexedVersions, VectorIndex } from '../../ports/vector-index.ts';
import { type Candidate, searchPostFiltered } from './post-filtered-search.ts';

export interface IndexedSearchPorts {
  readonly index: VectorIndex;
  readonly indexed: IndexedVersions;
  readonly pointers: Pick<ModelPointers, 'read'>;
  readonly products: Pick<ProductStore, 'get'>;
  readonly clock: Clock;
}

/**
 * The engine over an index that keeps the vectors, for catalogs larger than one memory. The index filters by equality where
 * it can; everything else is left out here, of more candidates than are wanted. It gives so many and no more: an answer that
 * it may have cut short says so. `live` and `search` throw StoreError `index-not-ready` and `unavailable`.
 */
export class IndexedSearch implements SimilarSearch {
  readonly #ports: IndexedSearchPorts;
  /** What `live` named when it was found to be in the index whole: a version that goes live again is looked for again. */
  #indexedLive = '';

  constructor(ports: IndexedSearchPorts) {
    this.#ports = ports;
  }

  async live(): Promise<ServedIndex | undefined> {
    const asOf = this.#ports.clock.now().toISOString();
    const live = await this.#ports.pointers.read('live');
    if (live === undefined) return undefined;
    await this.#checkIndexed(live);
    const modelVersion = live.version;
    const search: ServedIndex['search'] = (query, options) => this.#search(modelVersion, query, options);
    return { modelVersion, asOf, stale: false, vectorOf: () => undefined, search };
  }

  async #checkIndexed({ version, movedAt }: Pointer): Promise<void> {
    const live = `${version} since ${movedAt}`;
    if (this.#indexedLive === live) return;
    if (!(await this.#ports.indexed.has(version))) {
      throw new StoreError(
        'index-not-ready',
        `The vectors of ${version} are not in the index, or not all of them: train and publish a version.`,
      );
    }
    this.#indexedLive = live;
  }

  async #search(modelVersion: string, query: Float32Array, options: SearchOptions): Promise<FoundNeighbours> {
    const { index, products } = this.#ports;
    if (query.length !== index.dimensions) {
      throw new StoreError(
        'index-not-ready',
        `The index holds vectors of ${index.dimensions} numbers, ${modelVersion} has ${query.length}: deploy an index of that size.`,
      );
    }
    // Nothing has an angle to a vector without a direction.
    if (query.every((x) => x === 0)) return { neighbours: [], candidates: undefined, complete: true };
    const { equals, rest } = splitFilter(options.filter ?? [], index.filterFields);
    const fetch = async (k: number) => {
      const found = (await index.nearest(modelVersion, query, { k, equals })).toSorted(byScore);
      return { found, isMore: found.length === k };
    };
    return searchPostFiltered(products, { ...options, filter: rest }, fetch, index.maxResults);
  }
}

/** The conditions that the index can apply itself: a field that is one word. The first of each field; the others are for us. */
function splitFilter(filter: Filter, fields: readonly string[]) {
  const equals: Record<string, string> = {};
  const rest = filter.filter((condition) => {
    if (!isOneWord(condition, fields) || Object.hasOwn(equals, condition.field)) return true;
    equals[condition.field] = condition.anyOf[0]!;
    return false;
  });
  return { equals, rest };
}

function isOneWord(condition: Filter[number], fields: readonly string[]): condition is OneOf {
  if (!('anyOf' in condition) || condition.anyOf.length !== 1 || !fields.includes(condition.field)) return false;
  // What reads as a number may be asked of a number, which has other texts too.
  const [word = ''] = condition.anyOf;
  return word.trim() !== '' && Number.isNaN(Number(word));
}

function byScore(a: Candidate, b: Candidate): number {
  return b.score - a.score || (a.id < b.id ? -1 : 1);
}
