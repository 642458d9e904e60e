import { type FaultGroup, provedBy } from './fault.ts';

export const promises: FaultGroup = {
  title: 'Promises',
  faults: [
    {
      id: 'P1',
      fault: 'Events may come in any order, any number of times.',
      behaviour: 'The catalog ends the same.',
      proofs: [
        ...provedBy(
          'use-cases/uploads/ingest-catalog.test.ts',
          'ends with the same catalog for any order and repetition of events',
        ),
        ...provedBy(
          'contracts/product-store.contract.ts',
          'has the same state after any order of the same writes, with repetitions',
        ),
        ...provedBy(
          'contracts/vector-store.contract.ts',
          'has the same state after any order of the same writes, with repetitions',
        ),
      ],
    },
    {
      id: 'P2',
      fault: 'No step on the weights is lost.',
      behaviour: 'Each acknowledged step is in the lineage of `head`, also if answers are lost.',
      proofs: [
        ...provedBy(
          'contracts/online-steps.contract.ts',
          'all get a step in the lineage when rejected requests are repeated',
          'get the same step for the same idempotency key',
        ),
        ...provedBy('handlers/real-stores.local.test.ts', 'lose no step of three that are taken at once'),
        ...provedBy('stores/lost-answers.local.test.ts', 'saves weights, and still rejects other weights'),
      ],
    },
    {
      id: 'P3',
      fault: 'Readers never see half of a version.',
      behaviour: 'Publishing can be killed at each call: readers see the old or the new version whole.',
      proofs: [
        ...provedBy(
          'use-cases/publishing/publish-crash-points.local.test.ts',
          'leaves the old or the new version complete for readers, with later writes, and succeeds when repeated (%s)',
        ),
        ...provedBy('core/search/segment.test.ts', 'is rejected, or read without a crash, for any wrong byte'),
      ],
    },
    {
      id: 'P4',
      fault: 'One bad record never blocks others.',
      behaviour: 'A bad message, line, product or query fails alone.',
      proofs: [
        ...provedBy(
          'handlers/upload-queues.test.ts',
          'fails only the messages that are not JSON or whose store does not answer',
        ),
        ...provedBy(
          'use-cases/uploads/ingest-faults.test.ts',
          'rejects a product that is too large for the store, and writes the others',
        ),
        ...provedBy(
          'handlers/products-batch.test.ts',
          'answers the others if a store fails for one operation, or if the products cannot be embedded',
        ),
      ],
    },
    {
      id: 'P5',
      fault: 'Nothing is lost in silence.',
      behaviour: 'Each queue has dead letters and an alarm. Each line left out is counted and reported.',
      proofs: [
        ...provedBy(
          'constructs/upload-functions.local.test.ts',
          '%s has a dead-letter queue with an alarm, which stores messages for 14 days',
        ),
        ...provedBy(
          'constructs/alarms.local.test.ts',
          'of a training run, an export or a compaction is kept in a queue',
        ),
        ...provedBy(
          'use-cases/uploads/ingest-catalog.test.ts',
          'writes the good lines, and reports the bad ones with line number and reason',
        ),
      ],
    },
    {
      id: 'P6',
      fault: 'A `POST` with a key happens once.',
      behaviour: 'The same key gives the same answer. Another body is 422, and a request under way is 409.',
      proofs: provedBy(
        'use-cases/common/idempotency.test.ts',
        'does the work once for a key, and returns the same answer again',
        'refuses the key for another request',
        'holds the key after an unknown error, then searches for the result before it does the work again',
      ),
    },
    {
      id: 'P7',
      fault: 'Work stops before the time of its function ends.',
      behaviour: 'It stops with a margin, stores how far it came, and goes on to the same result.',
      proofs: [
        ...provedBy(
          'use-cases/runs/run-steps.test.ts',
          'ends a slice 20 seconds before the invocation ends, and waits durably if another slice does not fit',
        ),
        ...provedBy(
          'use-cases/uploads/ingest-faults.test.ts',
          'stops between two batches if its time is nearly over',
          'resumes where its time was over, and reports all lines that were rejected before',
        ),
        ...provedBy('use-cases/training/run-slices.test.ts', 'gives the same weights for slices of any length'),
      ],
    },
    {
      id: 'P8',
      fault: 'The same data and seed give the same weights.',
      behaviour: 'They are equal to the last bit for any number of threads, on every processor.',
      proofs: [
        ...provedBy(
          'bin/command-line.local.test.ts',
          'gives the same bytes for the same seed and any number of threads, and other bytes for another seed',
        ),
        ...provedBy('core/training/run/training-run.local.test.ts', 'gives the same SHA-256 every time'),
        ...provedBy('core/kernels/simd/bits.local.test.ts', 'compute the same bits on every machine'),
      ],
    },
    {
      id: 'P9',
      fault: 'The exact search is exact.',
      behaviour: 'It finds what a sort of all cosines finds, ties by id. Fast scans only choose candidates.',
      proofs: [
        ...provedBy(
          'contracts/similar-search.contract.ts',
          'returns the same as a sort of all cosines',
          'ranks by cosine for vectors of all lengths, and ties by id',
        ),
        ...provedBy(
          'core/search/search-large.test.ts',
          'gives the bits of scoring all products, with ties, exclusions and minScore',
        ),
      ],
      note: "The recall of DynamoDB's vector index can be measured in AWS only.",
    },
    {
      id: 'P10',
      fault: 'Functions have the least privilege.',
      behaviour: 'A test lists the actions of each function. No action has a wildcard.',
      proofs: provedBy(
        'constructs/permissions.local.test.ts',
        'are those of docs/deploying/permissions.md, role by role',
        'have no * for an action, and for a resource only with X-Ray: %s',
      ),
    },
    {
      id: 'P11',
      fault: 'The API does what its description says.',
      behaviour: 'The description is made from the code, and every answer of a test is checked against it.',
      proofs: [
        ...provedBy(
          'openapi/document.test.ts',
          'is what the code says; `npm run docs` writes it',
          'has every route, and no other',
        ),
        ...provedBy('openapi/fuzz.property.test.ts', 'get documented answers, and no 5xx but 503: $name'),
        ...provedBy('openapi/examples.test.ts', 'succeed, and every answer is described'),
      ],
    },
    {
      id: 'P12',
      fault: 'Functions start fast.',
      behaviour: 'Each bundle has a largest size, and what few requests need is loaded at first use.',
      proofs: provedBy(
        'constructs/bundles.local.test.ts',
        'are light enough to start fast: one file each, or several of which only some are read at the start',
        'hold the multipart upload only where reports and exports are written',
      ),
    },
    {
      id: 'P13',
      fault: 'A deployment keeps data and executions.',
      behaviour:
        'Tables, buckets and queues keep their names and are protected. Executions end on the code they began with.',
      proofs: [
        ...provedBy(
          'stack.local.test.ts',
          'tables, buckets and queues have the logical ids of the first release',
          'prod keeps its data when the stack is deleted, but not that of a first deployment that failed, and is protected against deletion',
        ),
        ...provedBy(
          'constructs/durable-versions.local.test.ts',
          'have a version of their code, which a deployment of other code keeps for executions under way',
        ),
      ],
    },
    {
      id: 'P14',
      fault: 'A deployment can be tried in AWS.',
      behaviour: '`kindred smoke` uploads, waits, searches, removes and checks the dead letters.',
      proofs: [
        ...provedBy(
          'bin/smoke.test.ts',
          'pass on a deployment that works, and say what they saw',
          'fail if %s, and those after it are skipped',
        ),
        ...provedBy('bin/smoke.e2e.test.ts', 'takes a new deployment through all steps, and again'),
      ],
      note: 'The tests run it on this machine. Only an account can show that AWS behaves so.',
    },
  ],
};
