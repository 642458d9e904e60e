import { type FaultGroup, provedBy } from './fault.ts';

const productStore = 'contracts/product-store.contract.ts';

export const databaseFaults: FaultGroup = {
  title: 'DynamoDB',
  faults: [
    {
      id: '34',
      fault: 'DynamoDB throttles, fails for a moment, or leaves records of a batch unwritten.',
      behaviour:
        'What is left is sent again with random waits until the time ends. What stays unwritten is a failure. A vector ' +
        'carries the time of the call that wrote it, so searches find it however long it was throttled.',
      proofs: [
        ...provedBy(
          'stores/dynamodb/faults.test.ts',
          'sends 25 records in a call, and repeats those that DynamoDB returns unprocessed',
          'throws when records are left after the last attempt',
          'makes every method fail as unavailable, with the cause: %s',
        ),
        ...provedBy(
          'composition/throttling.test.ts',
          'repeats what is throttled until ten seconds before the end of the invocation',
          'fails after the attempts of the SDK in a function that somebody waits for',
          'is that of the call that wrote it, however long it was throttled before',
          'is that of the batch that wrote it, and not of one that left it unprocessed',
          'makes no call whose turn comes when the next one could last until the end, and says that it can go on',
        ),
        ...provedBy(
          'shared/pace.test.ts',
          'give up in time for the call that is under way to end, and no other one is made',
        ),
        ...provedBy(
          'use-cases/embedding/announced-vectors.test.ts',
          'announces a change again if its write took longer than its announcement',
        ),
        ...provedBy(
          'shared/retry.test.ts',
          'waits a random share of a doubling bound: after failure %i a share of %i ms',
        ),
      ],
    },
    {
      id: '35',
      fault: 'The condition of a write does not hold.',
      behaviour:
        'That is an outcome and no error. The stored record tells `duplicate`, `stale` and `precondition-failed` apart.',
      proofs: [
        ...provedBy(
          productStore,
          'returns `duplicate` for the same write and `stale` for an older one, and stores the newest',
          'replaces only the expected revision',
        ),
        ...provedBy(
          'stores/lost-answers.local.test.ts',
          'reports the write of a product as `written`, not `duplicate`',
        ),
      ],
    },
    {
      id: '36',
      fault: 'A transaction is cancelled.',
      behaviour: 'That cannot happen: no store uses one.',
      proofs: provedBy('faults/database-faults.test.ts', 'is used by no store'),
      note: 'Each state that must change as a whole is one item. What spans several items can be repeated.',
    },
    {
      id: '37',
      fault: 'One batch holds several rows of one product.',
      behaviour: 'The last line counts, the others are counted as replaced. No call to DynamoDB has a key twice.',
      proofs: [
        ...provedBy(
          'use-cases/uploads/ingest-catalog.test.ts',
          'writes the last of several lines of one product, and counts the others as replaced',
        ),
        ...provedBy('stores/dynamodb/faults.test.ts', 'sends each product once'),
        ...provedBy(
          'contracts/vector-store.contract.ts',
          'stores the last of several vectors of one product (onlyNewer: %s)',
        ),
      ],
    },
    {
      id: '38',
      fault: 'A record is larger than 400 KB.',
      behaviour: 'Its size is checked before it is sent: 413 for a request, one rejected line for an upload.',
      proofs: [
        ...provedBy(
          'stores/dynamodb/records.local.test.ts',
          'rejects a product of more than 400 KB with its size',
          'rejects a vector of more than 400 KB before it writes any vector (onlyNewer: %s)',
        ),
        ...provedBy('handlers/http-handler.test.ts', 'answers 413 when a record is too large for its store'),
        ...provedBy(
          'use-cases/uploads/ingest-faults.test.ts',
          'rejects a product that is too large for the store, and writes the others',
        ),
      ],
    },
    {
      id: '39',
      fault: 'One key of the table gets most of the load, or an expired record is still there.',
      behaviour: 'Keys are ids of products, and changes are spread over shards. Readers leave out what has expired.',
      proofs: [
        ...provedBy('stores/dynamodb/encodings.test.ts', 'distributes products about evenly over all shards'),
        ...provedBy('use-cases/common/idempotency.test.ts', 'frees the key after a day'),
        ...provedBy(
          'contracts/vector-store.contract.ts',
          'returns no vector of an expired version, until one is written again',
        ),
        ...provedBy(productStore, 'stores the removal of a product that was not written'),
      ],
    },
    {
      id: '40',
      fault: 'A stored vector or record cannot be read.',
      behaviour:
        'A search leaves it out and reports it. A read of it alone is 500 with the id in the log, never wrong numbers.',
      proofs: [
        ...provedBy(
          'stores/dynamodb/records.local.test.ts',
          'rejects a record with %s in a read, and reports and omits it in the changes',
        ),
        ...provedBy(
          'stores/dynamodb/encodings.test.ts',
          'return undefined for bytes of another length',
          'return the same bits, also from bytes at an offset',
        ),
        ...provedBy('use-cases/search/live-index-cache.test.ts', 'skips a vector of another dimension with a warning'),
        ...provedBy(
          'handlers/http-handler.test.ts',
          'answers 503 with Retry-After when a store does not answer, and 500 when a stored record is corrupt',
        ),
      ],
    },
    {
      id: '41',
      fault: 'A table is missing, the region is wrong, or access is denied.',
      behaviour: 'The answer is 503, and the log has the cause as an error. A missing variable fails at the start.',
      proofs: [
        ...provedBy(
          'stores/aws/aws-failure.test.ts',
          'is misconfigured, with its cause, and without names of accounts in the message: %s',
        ),
        ...provedBy(
          'handlers/http-handler.test.ts',
          'answers 503 when a store refuses the deployment, and logs the cause as an error, because it does not pass',
        ),
        ...provedBy(
          'composition/compose.test.ts',
          'throws for the handler %s when it is loaded, not at its first request',
        ),
      ],
    },
    {
      id: '42',
      fault: 'The vector index is being built, or is a moment behind.',
      behaviour: 'The search tries again, then the exact engine answers for some time.',
      proofs: provedBy(
        'use-cases/search/search-engines.local.test.ts',
        'try three times while the index is %s, then let the exact engine answer for 30 s',
        'wait for an index endpoint that is a moment behind',
      ),
    },
  ],
};
