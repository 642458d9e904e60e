import { guardsOf, type Mutant } from './mutant.ts';

/** The guards of other use cases. */
export const useCaseMutants: readonly Mutant[] = [
  ...guardsOf(
    'lambdas/use-cases/search/late-reading.ts',
    ['test/use-cases/search/late-reading.test.ts'],
    [
      {
        find: 'if (isOfStore && !isTemporary) this.#isUnsound = true;',
        replace: '',
        why: 'A function whose segment is gone would answer 503 until it ends.',
      },
      {
        find: 'if (!this.#options.signal.aborted) return;',
        replace: 'return;',
        why: 'A search would read files that are closed.',
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
    'lambdas/use-cases/online-steps/train-step.ts',
    ['test/use-cases/online-steps/train-step.test.ts'],
    [
      {
        find: "if ((await pointers.read('head'))?.version !== parent?.version) return undefined;",
        replace: '',
        why: 'Each lost race would leave weights that no pointer names.',
      },
      {
        find: 'ports.clock.now().getTime() - beganMs < MAX_RETRY_MILLISECONDS',
        replace: 'ports.clock !== undefined',
        why: 'Repeated steps would run into the end of the function.',
      },
      {
        find: "(moved === 'stands' && record.version === parent?.version)",
        replace: "moved === 'stands'",
        why: 'Of two equal steps at once, one would be acknowledged and not taken.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/use-cases/online-steps/train-step.ts',
    ['test/use-cases/training-uploads/step-from-upload.test.ts'],
    [
      {
        find: 'if (request.isClaimed?.() === false) throw lostClaim();',
        replace: '',
        why: 'A slow attempt would take the step of an upload a second time.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/use-cases/online-steps/step-cost.ts',
    ['test/use-cases/online-steps/train-step.test.ts'],
    [
      {
        find: 'if (operations <= MAX_OPERATIONS) return;',
        replace: 'if (operations) return;',
        why: 'A request could compute for minutes.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/use-cases/common/idempotency.ts',
    ['test/use-cases/common/idempotency.test.ts'],
    [
      {
        find: 'if (known.requestSha256 !== requestSha256) {',
        replace: "if (requestSha256 === '') {",
        why: 'A key would answer for another request.',
      },
      {
        find: 'if (isHeld(known, clock)) throw inProgress();',
        replace: '',
        why: 'Two requests of one key would work at once.',
      },
      {
        find: "if ((await ports.idempotency.put(claim, found?.claim)) === 'conflict') throw inProgress();",
        replace: 'await ports.idempotency.put(claim, found?.claim);',
        why: 'Concurrent requests of one key would all do the work.',
      },
      {
        find: 'found && isStored(found, ports.clock) ? found : undefined',
        replace: 'found',
        why: 'A key would never be free again.',
      },
      {
        find: '(known && (await work.findDone(id))) ??',
        replace: '',
        why: 'Work whose answer was lost would be done again.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/use-cases/models/model-cache.ts',
    ['test/use-cases/models/model-cache.test.ts'],
    [
      {
        find: 'if (known?.loaded === undefined) throw cause;',
        replace: 'throw cause;',
        why: 'A pointer that cannot be read would fail all requests.',
      },
      {
        find: 'if (this.#models.size > MAX_MODELS)',
        replace: 'if (this.#models.size < 0)',
        why: 'Models would fill the memory.',
      },
      {
        find: 'nowMs - known.checkedAtMs < this.#options.recheckSeconds * 1000',
        replace: 'nowMs >= known.checkedAtMs',
        why: 'A warm function would never see another version.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/use-cases/models/move-pointer.ts',
    ['test/use-cases/models/move-pointer.test.ts'],
    [
      {
        find: 'if (await isFromLaterData(ports, from, version, gatheredAt)) return false;',
        replace: '',
        why: 'A run that ends late would replace a version of later data.',
      },
      {
        find: 'if (record?.lineage?.base === other) return true;',
        replace: '',
        why: 'A run that is resumed would drop the steps taken since.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/use-cases/models/weights-expiry.ts',
    ['test/use-cases/models/weights-expiry.test.ts'],
    [
      {
        find: 'if ((await registry.get(version))?.weightsExpireAt !== weightsExpireAt) return;',
        replace: '',
        why: 'Weights would be removed that somebody asked for in time.',
      },
      {
        find: 'if ((await readNamed(ports)).has(version)) return;',
        replace: '',
        why: 'Weights would be removed that a pointer names by now.',
      },
      {
        find: 'if (weightsExpireAt > now.toISOString()) return;',
        replace: '',
        why: 'Weights would be removed before their time.',
      },
      {
        find: 'const hasExpired = weightsRemoved || weightsExpireAt <= clock.now().toISOString();',
        replace: 'const hasExpired = weightsRemoved;',
        why: 'A pointer could move to a version whose weights are being removed.',
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
  ...guardsOf(
    'lambdas/use-cases/publishing/promote-version.ts',
    ['test/use-cases/publishing/announce-version.test.ts'],
    [
      {
        find: "if (live?.version !== version && next?.version !== version) return 'superseded';",
        replace: '',
        why: 'A version would go live whose vectors another publication no longer writes.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/use-cases/publishing/retire-versions.ts',
    ['test/use-cases/publishing/retire-versions.test.ts'],
    [
      {
        find: 'if (await isReferenced(ports, kept.modelVersion)) continue;',
        replace: '',
        why: 'The vectors of the live version would be deleted.',
      },
      {
        find: 'if (await isReferenced(ports, modelVersion)) return true;',
        replace: '',
        why: 'Vectors would be deleted of a version that is being published.',
      },
      {
        find: 'if (removeAfter !== undefined && removeAfter <= now.toISOString())',
        replace: 'if (removeAfter !== undefined)',
        why: 'A snapshot would be removed while functions still read it.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/use-cases/catalog/apply-operations.ts',
    ['test/handlers/products-batch.test.ts'],
    [
      {
        find: 'if (!hasTime) throw new StoreError(',
        replace: 'if (hasTime === undefined) throw new StoreError(',
        why: 'A slow batch would be cut off without an answer.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/use-cases/catalog/put-product.ts',
    ['test/use-cases/catalog/put-product.test.ts'],
    [
      {
        find: 'if (tried && isDeepStrictEqual(current, tried.stored)) return tried;',
        replace: '',
        why: 'A write whose answer was lost would be made twice, or count as a conflict.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/use-cases/catalog/remove-product.ts',
    ['test/use-cases/catalog/remove-product.test.ts'],
    [
      {
        find: 'if (revision === undefined && !hadVector) throw productNotFound(id);',
        replace: '',
        why: 'The removal of an unknown product would count as done.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/use-cases/exports/request-export.ts',
    ['test/handlers/exports/exports.test.ts'],
    [
      {
        find: 'if (running.length < MAX_RUNNING_EXPORTS) return;',
        replace: 'if (running) return;',
        why: 'Any number of exports would run at once.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/use-cases/signed-uploads/request-upload.ts',
    ['test/use-cases/signed-uploads/signed-uploads.test.ts'],
    [
      {
        find: 'if (replaces && !overwrite) throw uploadExists(key);',
        replace: '',
        why: 'An upload would be replaced although its caller asked not to.',
      },
    ],
  ),
];
