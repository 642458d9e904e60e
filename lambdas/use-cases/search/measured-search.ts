import type { Clock } from '../../ports/clock.ts';
import type { Metrics } from '../../ports/metrics.ts';
import type { ServedIndex, SimilarSearch } from '../../ports/similar-search.ts';
import type { AnsweringEngine } from '../../shared/measurements.ts';

export interface MeasuredSearchPorts {
  readonly metrics: Metrics;
  readonly clock: Clock;
}

/** A search engine that records which engine answered, and how old its newest change was: once for an index that it gave. */
export class MeasuredSearch implements SimilarSearch {
  readonly #search: SimilarSearch;
  readonly #engine: AnsweringEngine;
  readonly #ports: MeasuredSearchPorts;

  constructor(search: SimilarSearch, engine: AnsweringEngine, ports: MeasuredSearchPorts) {
    this.#search = search;
    this.#engine = engine;
    this.#ports = ports;
  }

  async live(): Promise<ServedIndex | undefined> {
    const served = await this.#search.live();
    if (served === undefined) return undefined;
    let isRecorded = false;
    const record = () => {
      if (!isRecorded) this.#record(served);
      isRecorded = true;
    };
    // Without an `await` before the search: an index in memory is updated in place.
    const search: ServedIndex['search'] = (query, options) => afterwards(served.search(query, options), record);
    if (served.searchEach === undefined) return { ...served, search };
    return { ...served, search, searchEach: (searches) => afterwards(served.searchEach!(searches), record) };
  }

  #record({ asOf }: ServedIndex): void {
    const { metrics, clock } = this.#ports;
    const indexStalenessSeconds = Math.max(0, clock.now().getTime() - Date.parse(asOf)) / 1000;
    metrics.record('search', { searches: 1, indexStalenessSeconds }, this.#engine);
  }
}

async function afterwards<Result>(work: Promise<Result>, record: () => void): Promise<Result> {
  const result = await work;
  record();
  return result;
}
