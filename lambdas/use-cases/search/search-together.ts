import {
  type FoundNeighbours,
  IndexReplaced,
  type RequestedSearch,
  type ServedIndex,
  type SimilarSearch,
} from '../../ports/similar-search.ts';

/** A search that waits for the others. */
interface WaitingSearch extends RequestedSearch {
  readonly resolve: (found: FoundNeighbours) => void;
  readonly reject: (cause: unknown) => void;
}

/**
 * Runs tasks whose searches are done together: a search waits until every task that has not ended searches too. All tasks
 * search the version that was live when the first of them asked for it.
 */
export class SearchTogether implements SimilarSearch {
  readonly #engine: SimilarSearch;
  #live: Promise<ServedIndex | undefined> | undefined;
  #running = 0;
  #waiting: WaitingSearch[] = [];

  constructor(engine: SimilarSearch) {
    this.#engine = engine;
  }

  /** @returns what became of each task, in order. Call it once. */
  async run<Result>(tasks: readonly (() => Promise<Result>)[]): Promise<PromiseSettledResult<Result>[]> {
    this.#running = tasks.length;
    return Promise.allSettled(
      tasks.map(async (task) => {
        try {
          return await task();
        } finally {
          this.#running -= 1;
          this.#searchIfAllWait();
        }
      }),
    );
  }

  live(): Promise<ServedIndex | undefined> {
    this.#live ??= this.#engine.live().then((live) => live && this.#waitingIn(live));
    return this.#live;
  }

  #waitingIn(live: ServedIndex): ServedIndex {
    return {
      ...live,
      search: (query, options) =>
        new Promise((resolve, reject) => {
          this.#waiting.push({ query, options, resolve, reject });
          this.#searchIfAllWait();
        }),
    };
  }

  #searchIfAllWait(): void {
    if (this.#waiting.length === 0 || this.#waiting.length < this.#running) return;
    const searches = this.#waiting;
    this.#waiting = [];
    this.#searchNow(searches).then(
      (found) => {
        for (const [i, { resolve }] of searches.entries()) resolve(found[i]!);
      },
      (cause) => {
        for (const { reject } of searches) reject(cause);
      },
    );
  }

  async #searchNow(searches: readonly RequestedSearch[]): Promise<readonly FoundNeighbours[]> {
    const { modelVersion } = (await this.#live)!;
    // Reads took time, and an index that is no longer live may be closed.
    const live = await this.#engine.live();
    if (live?.modelVersion !== modelVersion) throw new IndexReplaced(modelVersion);
    if (live.searchEach) return live.searchEach(searches);
    return Promise.all(searches.map(({ query, options }) => live.search(query, options)));
  }
}
