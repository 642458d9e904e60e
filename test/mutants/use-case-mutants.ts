import { guardsOf, type Mutant } from './mutant.ts';

/** The guards of other use cases. */
export const useCaseMutants: readonly Mutant[] = [
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
