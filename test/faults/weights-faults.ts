import { type FaultGroup, provedBy } from './fault.ts';

const modelFile = 'core/model/model-file.test.ts';

export const weightsFaults: FaultGroup = {
  title: 'Weights and training',
  faults: [
    {
      id: '19',
      fault: 'Two steps are taken from the same weights at once.',
      behaviour:
        'One moves `head`. The other starts again from the new head, three times at most, then is 409 `weights-conflict`.',
      proofs: [
        ...provedBy(
          'use-cases/online-steps/train-step.test.ts',
          'keeps both of two concurrent steps in the lineage',
          'throws weights-conflict after 3 retries, with a longer wait before each',
        ),
        ...provedBy(
          'contracts/online-steps.contract.ts',
          'each get a step in the lineage of head, or 409 with Retry-After (%s)',
        ),
        ...provedBy(
          'contracts/model-pointers.contract.ts',
          'lets exactly one of 20 concurrent callers move a pointer (from %s)',
        ),
      ],
    },
    {
      id: '20',
      fault: 'A conditional write succeeds, its answer is lost, and its repetition is refused.',
      behaviour: 'The stored content is compared: if it is the same, the write has succeeded.',
      proofs: [
        ...provedBy(
          'stores/lost-answers.local.test.ts',
          'saves weights, and still rejects other weights',
          'reports the move of a pointer as `moved`',
        ),
        ...provedBy(
          'handlers/online-steps-real.local.test.ts',
          'is taken once: neither the repeated weights nor the repeated move of head conflict',
        ),
      ],
    },
    {
      id: '21',
      fault: 'S3 answers that another conditional write of the key is under way.',
      behaviour:
        'The store waits for the end of the other write, then compares. It is `unavailable` if that does not end.',
      proofs: provedBy(
        'stores/s3/faults.test.ts',
        'saves the weights after the other write has ended',
        'throws `unavailable` when the conflict does not end',
      ),
    },
    {
      id: '22',
      fault: 'There is no model yet.',
      behaviour: 'Searches and embeddings are 503 `model-not-ready`. A step may make the first model from a seed.',
      proofs: [
        ...provedBy('handlers/embeddings.test.ts', 'answers model-not-ready if there is no model'),
        ...provedBy(
          'handlers/similar.test.ts',
          'distinguishes unknown products, products without a vector, and no live model',
        ),
        ...provedBy(
          'use-cases/online-steps/train-step.test.ts',
          'starts from a linear model if there is no head, the same one for the same seed',
          'throws model-not-ready if there is no head and the triplets have no features',
        ),
      ],
    },
    {
      id: '23',
      fault: 'A pointer names weights that are gone.',
      behaviour: 'The last good model goes on answering, with a warning in the log. Weights are never drawn at random.',
      proofs: [
        ...provedBy(
          'use-cases/models/model-cache.test.ts',
          'serves the last good model with a warning while the new one is missing or corrupt',
        ),
        ...provedBy(
          'use-cases/online-steps/train-step.test.ts',
          'throws model-not-ready if the weights of head are gone',
        ),
        ...provedBy('use-cases/models/weights-expiry.test.ts', 'keeps the weights of the version that %s names'),
      ],
    },
    {
      id: '24',
      fault: 'A file of weights is cut off, of another format or shape, or has numbers that are not finite.',
      behaviour: 'It is refused before memory is taken for it. The model before it stays.',
      proofs: [
        ...provedBy(
          modelFile,
          'is rejected if it is truncated at any byte',
          'is rejected if the weights are transposed',
          'is rejected if a weight is infinite, so that no vector of it becomes null in JSON',
          'is rejected if it has a billion dimensions and no row, before anything is made in that size',
        ),
        ...provedBy('core/safetensors/safetensors.test.ts', 'rejects %s', 'rejects tensors that overlap'),
        ...provedBy('stores/s3/faults.test.ts', 'rejects bytes that differ from the saved ones'),
      ],
    },
    {
      id: '25',
      fault: 'A loss, a gradient or an embedding is not finite, zero or far too long.',
      behaviour:
        'The step is refused with 422, and `head` stays. A run stops, and its job names the step and the cause.',
      proofs: [
        ...provedBy('use-cases/online-steps/train-step.test.ts', 'does not move head if the step overflows'),
        ...provedBy(
          'core/training/online/train-step.test.ts',
          'rejects a step that overflows',
          'is bounded, so that later steps can still learn (normalize %s)',
        ),
        ...provedBy('core/training/run/train-model.test.ts', 'rejects a set without pairs, and stops when it diverges'),
        ...provedBy('core/model/embed-each.test.ts', 'refuses an embedding that is zero or not finite'),
      ],
    },
    {
      id: '26',
      fault: 'Triplets have equal parts, no entry, or products of which nothing differs.',
      behaviour: '`POST /v1/train` refuses them with their place. In files, they are left out and counted by reason.',
      proofs: [
        ...provedBy('use-cases/online-steps/train-step.test.ts', 'refuses a triplet whose %s are the same'),
        ...provedBy('handlers/train-step.test.ts', 'refuses %s, and names the place'),
        ...provedBy('core/training/data/training-set.test.ts', 'reports %j as %s'),
        ...provedBy(
          'core/losses/registry.test.ts',
          'are zero without gradient if no row has a positive, except multi-similarity and contrastive',
        ),
      ],
    },
    {
      id: '27',
      fault: 'Features are missing, unknown, of another length, texts in place of numbers, or extreme.',
      behaviour: 'A typed 422 names the place. Unknown words share rows that are kept for them.',
      proofs: [
        ...provedBy('handlers/embeddings.test.ts', 'refuses %s, and names the place'),
        ...provedBy('http/validation.test.ts', 'names the place of %s'),
        ...provedBy(
          'core/model/embed-each.test.ts',
          'reads words without their own row through rows that they share, unless there are none',
        ),
        ...provedBy('core/features/feature-space.test.ts', 'is finite, and empty or of length 1, for every text'),
      ],
    },
    {
      id: '28',
      fault: 'The time of an invocation ends during a training run.',
      behaviour: 'The run is cut into slices with checkpoints. It goes on to the same bytes, once per name.',
      proofs: [
        ...provedBy(
          'use-cases/training/run-slices.test.ts',
          'gives the same weights for slices of any length',
          'gives the same weights if it dies %s any write of a checkpoint and continues in a new environment',
        ),
        ...provedBy(
          'use-cases/runs/run-steps.test.ts',
          'ends a slice 20 seconds before the invocation ends, and waits durably if another slice does not fit',
        ),
        ...provedBy('handlers/runs.test.ts', 'starts a run of one name only once'),
      ],
    },
    {
      id: '29',
      fault: 'A function dies between storing weights and moving their pointer.',
      behaviour:
        'Nobody reads weights without a pointer. The next attempt ends the work; forgotten weights expire after 30 days.',
      proofs: [
        ...provedBy(
          'use-cases/training/run-training.local.test.ts',
          'never shows a half-published version, and is finished by the next attempt (%s)',
        ),
        ...provedBy(
          'handlers/online-steps.test.ts',
          'leads to another step if the interrupted attempt had not moved head',
        ),
        ...provedBy(
          'handlers/events/expire-weights.test.ts',
          'the expire-weights handler removes the weights of steps that head has left, without any publication',
        ),
        ...provedBy(
          'use-cases/models/weights-expiry.test.ts',
          'removes those of a version that no pointer has named for 30 days, and keeps its record',
        ),
      ],
    },
    {
      id: '30',
      fault: 'A new model is worse than the live one.',
      behaviour:
        'The gate holds it, and only an override with a reason promotes it. A rollback is one conditional write.',
      proofs: provedBy(
        'use-cases/publishing/gate-and-promote.test.ts',
        'hold a version that is worse than the live one, and record both verdicts with their figures',
        'promote it with an override, and record who requested that and why',
        'roll back in one conditional write, to a version with all its vectors',
      ),
    },
    {
      id: '31',
      fault: 'The table holds vectors of several versions during a publication.',
      behaviour:
        'Each vector belongs to a version, and a search compares vectors of one version only. The job shows progress.',
      proofs: [
        ...provedBy(
          'use-cases/search/read-examples.test.ts',
          'reads an example again if another version went live meanwhile: vectors of two versions never meet',
        ),
        ...provedBy(
          'use-cases/search/search-engines.local.test.ts',
          'never search the vectors of one version with a query of another if live moves in between',
        ),
        ...provedBy('contracts/vector-store.contract.ts', 'separates versions and products'),
      ],
    },
    {
      id: '32',
      fault: 'A warm environment still holds the weights before.',
      behaviour:
        'It reads the pointer again after a few seconds, a setting. The time until an answer is fresh is bounded.',
      proofs: [
        ...provedBy(
          'use-cases/models/model-cache.test.ts',
          'reads the pointer again only after the recheck time, and the weights once per version',
          'returns from liveNow the version that live names now, never an older one',
        ),
        ...provedBy('use-cases/search/freshness.test.ts', 'is an answer within the promised time'),
      ],
    },
    {
      id: '33',
      fault: 'Memory grows from invocation to invocation, or one input needs too much.',
      behaviour: 'Sizes are checked before memory is taken, files are streams, and caches have a largest size.',
      proofs: [
        ...provedBy('use-cases/models/model-cache.test.ts', 'caches only the few models that were used last'),
        ...provedBy(
          'formats/files/rejected-record.local.test.ts',
          'rejectRecord does not hold the whole line in memory',
        ),
        ...provedBy(
          'use-cases/uploads/hostile-uploads.test.ts',
          'fails an XML file with a tag that does not end, instead of holding it in memory',
          'has at most 4 MiB, although a character may take six bytes, and counts what it leaves out',
        ),
        ...provedBy(
          'use-cases/search/search-engines.local.test.ts',
          'throw unavailable if the catalog does not fit into the memory of the exact engine',
        ),
      ],
    },
  ],
};
