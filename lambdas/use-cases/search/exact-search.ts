import { meanOfMeeting } from '../../core/search/queries/mean-vector.ts';
import { type Search, searchEach } from '../../core/search/queries/search-each.ts';
import { searchByBestExample } from '../../core/search/queries/search-examples.ts';
import type { SearchIndex } from '../../core/search/search-index.ts';
import type { Clock } from '../../ports/clock.ts';
import type { FoundNeighbours, RequestedSearch, ServedIndex, SimilarSearch } from '../../ports/similar-search.ts';
import { UseCaseError } from '../common/use-case-error.ts';
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

function servedIndexOf({ index, reading, ...state }: LiveIndex): ServedIndex {
  // No `await` before a search, because the index is refreshed in place.
  const run = async <Result>(work: () => Result, isOfMany?: boolean) =>
    reading ? reading.run(work, isOfMany) : work();
  const searchAll = async (searches: readonly RequestedSearch[]) => {
    const found = await run(() => (index ? searchIndex(index, searches) : searches.map(none)));
    // The answer comes first.
    if (reading) setImmediate(() => reading.start());
    return found;
  };
  const isLate = (id: string) => index?.lacksVectorOf(id) === true;
  const readVectors = async (ids: readonly string[]) => {
    const late = ids.filter(isLate);
    if (late.length > 0) await run(() => index?.requireVectorsOf(late));
    return late.length > 0;
  };
  return {
    ...state,
    fields: index?.fields,
    D: index?.D,
    vectorOf: (id) => (isLate(id) ? undefined : index?.get(id)),
    ...(reading && { readVectors }),
    search: async (query, options) => (await searchAll([{ query, options }]))[0]!,
    searchEach: searchAll,
    meanOf: async (filter) => run(() => index && meanOfMeeting(index, filter, MAX_AVERAGED), true),
  };
}

function none(): FoundNeighbours {
  return { neighbours: [], candidates: 0, complete: true };
}

function searchIndex(index: SearchIndex, searches: readonly RequestedSearch[]): FoundNeighbours[] {
  const together = searches.filter((one): one is Search => one.query instanceof Float32Array);
  const found = new Map(searchEach(index, together).map((result, i) => [together[i] as RequestedSearch, result]));
  return searches.map((one) => {
    const { query, options } = one;
    const result = query instanceof Float32Array ? found.get(one)! : searchByBestExample(index, query, options);
    return { ...result, complete: true };
  });
}

export interface PrepareSearchPorts {
  readonly search: SimilarSearch;
  readonly clock: Clock;
  /** Receives why the index is not read: the first request reads it then. */
  readonly onWarning: (cause: unknown) => void;
}

/** Lambda lets an environment that starts in advance take 130 seconds. The first request continues what is left. */
const MAX_SECONDS = 100;

/** Reads the index of the live version before the first request, in an environment that starts in advance. Never throws. */
export async function prepareSearch({ search, clock, onWarning }: PrepareSearchPorts): Promise<void> {
  const startedMs = clock.now().getTime();
  for (;;) {
    try {
      await search.live();
      return;
    } catch (cause) {
      const isLoading = cause instanceof UseCaseError && cause.code === 'index-loading';
      if (isLoading && clock.now().getTime() - startedMs < MAX_SECONDS * 1000) continue;
      onWarning(cause);
      return;
    }
  }
}
