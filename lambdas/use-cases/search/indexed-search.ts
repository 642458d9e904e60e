import { hasDirection } from '../../core/numerics/normalize.ts';
import { toScore } from '../../core/numerics/score.ts';
import { isBetter } from '../../core/search/best-neighbours.ts';
import { createScorer, type Examples } from '../../core/search/queries/search-examples.ts';
import type { SearchOptions } from '../../core/search/search-exact.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ModelPointers, Pointer } from '../../ports/model-pointers.ts';
import type { ProductStore } from '../../ports/product-store.ts';
import type { FoundNeighbours, SearchQuery, ServedIndex, SimilarSearch } from '../../ports/similar-search.ts';
import { StoreError } from '../../ports/store-error.ts';
import type { IndexedVersions, VectorIndex } from '../../ports/vector-index.ts';
import type { VectorStore } from '../../ports/vector-store.ts';
import { type Candidate, searchPostFiltered } from './post-filtered-search.ts';
import { PushedConditions } from './pushed-conditions.ts';
import { readVectors } from './read-vectors.ts';
import { SeenFields } from './seen-fields.ts';

export interface IndexedSearchPorts {
  readonly index: VectorIndex;
  readonly indexed: IndexedVersions;
  readonly pointers: Pick<ModelPointers, 'read'>;
  readonly products: Pick<ProductStore, 'get'>;
  readonly vectors: Pick<VectorStore, 'get'>;
  readonly clock: Clock;
}

/**
 * The engine over a vector index, for catalogs that do not fit into the memory of one function. The index applies
 * equality conditions where it can (pushed-conditions.ts); all others are applied here, on more candidates than wanted. The index returns a limited
 * number: an answer that may be cut short says so. `live` and `search` throw StoreError `index-not-ready` and `unavailable`.
 */
export class IndexedSearch implements SimilarSearch {
  readonly #ports: IndexedSearchPorts;
  /** The live version, and since when, that was last found in the index. A version that goes live again is checked again. */
  #indexedLive = '';
  readonly #conditions: PushedConditions;
  readonly #seen: SeenFields;

  constructor(ports: IndexedSearchPorts) {
    this.#ports = ports;
    this.#conditions = new PushedConditions(ports.index, ports.clock);
    this.#seen = new SeenFields(ports.index, ports.products);
  }

  async live(): Promise<ServedIndex | undefined> {
    const asOf = this.#ports.clock.now().toISOString();
    const live = await this.#ports.pointers.read('live');
    if (live === undefined) return undefined;
    await this.#checkIndexed(live);
    const modelVersion = live.version;
    const search: ServedIndex['search'] = (query, options) => this.#search(modelVersion, query, options);
    const fieldsNear: ServedIndex['fieldsNear'] = (query, isEnough) => this.#seen.near(modelVersion, query, isEnough);
    return {
      modelVersion,
      asOf,
      stale: false,
      D: this.#ports.index.dimensions,
      vectorOf: () => undefined,
      search,
      fieldsNear,
    };
  }

  async #checkIndexed({ version, movedAt }: Pointer): Promise<void> {
    const live = `${version} since ${movedAt}`;
    if (this.#indexedLive === live) return;
    if (!(await this.#ports.indexed.has(version))) {
      throw new StoreError(
        'index-not-ready',
        `The vector index does not hold all vectors of ${version}: train and publish a version.`,
      );
    }
    this.#indexedLive = live;
  }

  async #search(modelVersion: string, query: SearchQuery, options: SearchOptions): Promise<FoundNeighbours> {
    const { index, products } = this.#ports;
    const vectors = vectorsOf(query);
    for (const { length } of vectors) this.#checkLength(modelVersion, length);
    if (!vectors.every(hasDirection)) return { neighbours: [], candidates: undefined, complete: true };
    const { equals, rest: filter } = await this.#conditions.divide(modelVersion, vectors[0]!, options.filter);
    const nearest = async (vector: Float32Array, k: number) => {
      const found = await index.nearest(modelVersion, vector, { k, equals });
      return found.map(({ id, score }) => ({ id, score: toScore(score) }));
    };
    const fetch = async (k: number) => {
      const each = await Promise.all(positiveOf(query).map((vector) => nearest(vector, k)));
      const found = query instanceof Float32Array ? each.flat() : await this.#scoreByBest(modelVersion, query, each);
      return { found: found.toSorted(byRank), isMore: each.some(({ length }) => length === k) };
    };
    return searchPostFiltered(products, { ...options, filter }, fetch, index.maxResults);
  }

  /** Scores what is near one of the positive examples, by the stored vectors. A product that lost its vector is left out. */
  async #scoreByBest(
    modelVersion: string,
    examples: Examples,
    near: readonly (readonly Candidate[])[],
  ): Promise<Candidate[]> {
    const { score } = createScorer(examples);
    const ids = new Set(near.flat().map(({ id }) => id));
    const vectors = await readVectors(this.#ports.vectors, modelVersion, ids);
    return [...vectors].map(([id, vector]) => ({ id, score: score(vector) }));
  }

  #checkLength(modelVersion: string, length: number): void {
    const { dimensions } = this.#ports.index;
    if (length === dimensions) return;
    throw new StoreError(
      'index-not-ready',
      `The vector index holds vectors of ${dimensions} numbers, ${modelVersion} has ${length}: deploy an index of that size.`,
    );
  }
}

function positiveOf(query: SearchQuery): readonly Float32Array[] {
  return query instanceof Float32Array ? [query] : query.positive.map(({ vector }) => vector);
}

function vectorsOf(query: SearchQuery): readonly Float32Array[] {
  return query instanceof Float32Array ? [query] : [...query.positive, ...query.negative].map(({ vector }) => vector);
}

function byRank(a: Candidate, b: Candidate): number {
  return isBetter(a, b) ? -1 : 1;
}
