import { guardsOf, type Mutant } from './mutant.ts';

/** The guards of search. */
export const searchMutants: readonly Mutant[] = [
  ...guardsOf(
    'lambdas/use-cases/search/late-reading.ts',
    ['test/use-cases/search/late-reading.test.ts', 'test/use-cases/search/failed-readings.test.ts'],
    [
      {
        find: 'if (isOfStore && !isTemporary) this.#isUnsound = true;',
        replace: '',
        why: 'A function whose segment is gone would answer 503 until it ends.',
      },
      {
        find: 'if (this.#options.signal.aborted) throw this.#replaced();',
        replace: '',
        why: 'A search would read files that are closed.',
      },
      {
        find: ' || this.#pauseSeconds() > 0) return;',
        replace: ') return;',
        why: 'Each answer would read all vectors once more while S3 fails.',
      },
      {
        find: 'this.#isUnsound || this.#reading || ',
        replace: 'this.#isUnsound || ',
        why: 'A failure would be reported once for each answer.',
      },
      {
        find: 'if (this.#reading || retryAfterSeconds <= 0) return this.#readAll();',
        replace: 'if (retryAfterSeconds < 1e9) return this.#readAll();',
        why: 'Each question that needs all vectors would read them once more while S3 fails.',
      },
      {
        find: 'Math.min(MAX_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** this.#failures)',
        replace: 'FIRST_PAUSE_SECONDS * 2 ** this.#failures',
        why: 'After some failures the vectors would not be read for hours.',
      },
      {
        find: "signal.removeEventListener('abort', onAbort);",
        replace: '',
        why: 'Each question would leave something in memory until another version goes live.',
      },
      {
        find: 'head.readRest(signal)',
        replace: 'head.readRest()',
        why: 'All vectors of a closed index would be read.',
      },
      {
        find: 'ranges.length > MAX_RANGES',
        replace: 'ranges.length > 1e9',
        why: 'A question for many products would send hundreds of requests.',
      },
      {
        find: 'if (this.#isUnsound) throw unsound();',
        replace: '',
        why: 'Each question would read all of a broken snapshot again, until another is open.',
      },
      {
        find: 'bytes, 0) > MAX_RANGE_BYTES',
        replace: 'bytes, 0) > 1e12',
        why: 'A question for many products of a dense catalog would read all vectors twice, and hold them twice.',
      },
      {
        find: '|| !this.isLate) throw cause;',
        replace: ') throw cause;',
        why: 'A search in another index would be repeated for ever, and take the whole processor.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/use-cases/search/late-reading.ts',
    ['test/use-cases/search/replaced-index.test.ts'],
    [
      {
        find: 'Promise.race([...waited, closed])',
        replace: 'Promise.race(waited)',
        why: 'A question would wait for vectors that nobody reads any more.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/use-cases/search/find-similar.ts',
    ['test/use-cases/search/replaced-index.test.ts'],
    [
      {
        find: 'if (!(cause instanceof IndexReplaced)) throw cause;',
        replace: 'throw cause;',
        why: 'A promotion would answer some questions with 503.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/use-cases/search/find-similar-for-each.ts',
    ['test/use-cases/search/replaced-index.test.ts'],
    [
      {
        find: 'found.some(isReplaced) ? findTogether(ports, queries) : found',
        replace: 'found',
        why: 'A promotion would answer some questions of a batch with 503.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/core/search/late-vectors.ts',
    ['test/use-cases/search/late-reading.test.ts'],
    [
      {
        find: 'if (!segment.hasCodesOf(one, vector))',
        replace: 'if (segment.rows < 0)',
        why: 'The vector of another row would be scored.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/core/search/late-vectors.ts',
    ['test/core/search/late-vectors.test.ts'],
    [
      {
        find: 'Math.max(0, this.#taken.size - this.#maxTaken)',
        replace: '0',
        why: 'While reading a snapshot fails, a function would take more and more memory until it ends.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/use-cases/search/read-examples.ts',
    ['test/use-cases/search/read-examples.test.ts', 'test/handlers/similar-query.test.ts'],
    [
      {
        find: 'if (live.modelVersion !== version) known.clear();',
        replace: '',
        why: 'A vector of one version would be compared with those of another.',
      },
      {
        find: 'if (live.D !== undefined && length !== live.D)',
        replace: 'if (length < 0)',
        why: 'A vector of another length would be searched for.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/use-cases/search/similar-cursor.ts',
    ['test/handlers/similar.test.ts', 'test/use-cases/search/find-similar.test.ts'],
    [
      {
        find: 'if (!isWhole || ',
        replace: 'if (',
        why: 'A cursor could be changed.',
      },
      {
        find: ' || hash !== requestHash(listing)',
        replace: '',
        why: 'A cursor would continue the listing of another request.',
      },
      {
        find: 'if (modelVersion === listing.modelVersion) return place;',
        replace: 'if (modelVersion) return place;',
        why: 'A cursor would continue in the scores of another version.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/use-cases/search/similar-pages.ts',
    ['test/use-cases/search/find-similar.test.ts'],
    [
      {
        find: 'Number.isInteger(rank) && Number(rank) >= 1 && Number(rank) < MAX_RANK',
        replace: 'rank !== undefined',
        why: 'A cursor could name a place that no page has.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/use-cases/search/live-index-cache.ts',
    ['test/use-cases/search/live-index-cache.test.ts'],
    [
      {
        find: 'if (this.#current === undefined) throw cause;',
        replace: 'throw cause;',
        why: 'A store that is down for a moment would end the search.',
      },
      {
        find: 'this.#refreshing ??= this',
        replace: 'this.#refreshing = this',
        why: 'Each request would read the changes by itself.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/use-cases/search/delta-refreshed-index.ts',
    ['test/use-cases/search/live-index-cache.test.ts'],
    [
      {
        find: "if (change.updatedAt < (this.#recent.get(id) ?? '')) return;",
        replace: '',
        why: 'A removed product would come back by an older state of it.',
      },
      {
        find: '      this.#index.remove(id);\n      this.#options.onWarning(cause);',
        replace: '      this.#options.onWarning(cause);',
        why: 'An old vector would stand for a product that has changed.',
      },
      {
        find: 'secondsBefore(new Date(earliest), APPEARING_SECONDS)',
        replace: 'new Date(earliest).toISOString()',
        why: 'A change of a slow clock would never be seen.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/use-cases/search/fallback-search.ts',
    ['test/use-cases/search/search-engines.local.test.ts'],
    [
      {
        find: 'if (exact?.modelVersion === modelVersion) return exact;',
        replace: 'if (exact) return exact;',
        why: 'The exact engine would search another version than the query is of.',
      },
      {
        find: 'if (this.#fits.is) return exact.live();',
        replace: 'if (this.#fits) return exact.live();',
        why: 'A large catalog would end the function for want of memory.',
      },
    ],
  ),
];
