import { guardsOf, type Mutant } from './mutant.ts';

/** The guards of stores and what they share. */
export const storeMutants: readonly Mutant[] = [
  ...guardsOf(
    'lambdas/stores/s3/stalled-body.ts',
    ['test/stores/s3/stalled-body.test.ts'],
    [
      {
        find: 'throw ended ?? cause;',
        replace: 'throw cause;',
        why: 'A stall before the reader listens would be 500 instead of 503.',
      },
      {
        find: 'read(watch.isAlive)',
        replace: 'read(() => {})',
        why: 'A large segment would be given up in the middle.',
      },
      {
        find: 'setImmediate(() => isSilent && onLate(SILENT))',
        replace: 'onLate(SILENT)',
        why: 'A busy function would give up a body whose bytes are there.',
      },
      {
        find: 'if (signal?.aborted) abort();',
        replace: '',
        why: 'Vectors of a closed index would be read to their end.',
      },
      {
        find: 'if (!pace.isTooSlow) return;',
        replace: 'return;',
        why: 'A body of one byte each four seconds would outlive its function.',
      },
      {
        find: '!isStopped && pace.isTooSlow && onLate(TOO_SLOW)',
        replace: 'onLate(TOO_SLOW)',
        why: 'A body that was read to its end at the last moment would be given up.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/stores/s3/body-pace.ts',
    ['test/stores/s3/stalled-body.test.ts', 'test/stores/s3/read-body.test.ts'],
    [
      {
        find: 'if (this.#bytes >= PART_BYTES) {',
        replace: 'if (this.#bytes < 0) {',
        why: 'A large segment would be given up after some seconds.',
      },
      {
        find: 'Math.min(performance.now() - this.#sinceMs, (this.#checks + 1) * CHECK_MILLISECONDS)',
        replace: 'performance.now() - this.#sinceMs',
        why: 'A function that Lambda pauses between two requests would give up bodies that come.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/stores/s3/read-body.ts',
    ['test/stores/s3/read-body.test.ts'],
    [
      {
        find: 'unlessStalled(body, next, signal, pace)',
        replace: 'iterator.next()',
        why: 'An upload whose connection is lost in silence would wait until its function is killed.',
      },
      {
        find: 'await iterator.return?.();',
        replace: '',
        why: 'An upload that is given up would keep its connection.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/stores/memory/product-record.ts',
    ['test/stores/memory/stores.test.ts'],
    [
      {
        find: "return current !== undefined && current > record.revision ? 'stale' : 'written';",
        replace: "return 'written';",
        why: 'The tests of uploads would not see an older write win.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/stores/memory/vector-store.ts',
    ['test/stores/memory/stores.test.ts'],
    [
      {
        find: 'if (onlyNewer && current && current.revision > record.revision) return;',
        replace: '',
        why: 'The tests of publications would not see an older vector win.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/stores/memory/job-store.ts',
    ['test/stores/memory/stores.test.ts'],
    [
      {
        find: "if (orderOfJob(known) > orderOfJob(job)) return 'superseded';",
        replace: '',
        why: 'The tests of uploads would not see an older event take over a job.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/stores/memory/model-pointers.ts',
    ['test/stores/memory/stores.test.ts'],
    [
      {
        find: "if (current !== change.from) return 'conflict';",
        replace: '',
        why: 'The tests of steps would not see a lost step.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/stores/shared/listing-cursor.ts',
    ['test/stores/memory/stores.test.ts'],
    [
      {
        find: ' && writeCursor(listing, { at, id }) === cursor',
        replace: '',
        why: 'A cursor that was changed would be taken.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/stores/dynamodb/products-table/product-store.ts',
    ['test/stores/dynamodb/stores.local.test.ts'],
    [
      {
        find: ' #revision < :revision`',
        replace: ' #revision <> :revision`',
        why: 'An older write would replace a newer product.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/stores/dynamodb/registry-table/job-store.ts',
    ['test/stores/dynamodb/stores.local.test.ts'],
    [
      {
        find: "'attribute_not_exists(#order) OR #order <= :order'",
        replace: "'attribute_not_exists(#order) OR #order <> :order OR #order = :order'",
        why: 'An older event would take over the job of a newer one.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/stores/dynamodb/products-table/vector-store.ts',
    ['test/stores/dynamodb/stores.local.test.ts'],
    [
      {
        find: "'attribute_not_exists(revision) OR revision <= :revision'",
        replace: "'attribute_not_exists(revision) OR revision <> :revision OR revision = :revision'",
        why: 'A late vector would replace a newer one.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/stores/dynamodb/products-table/vector-record.ts',
    ['test/stores/dynamodb/stores.local.test.ts'],
    [
      {
        find: 'return item[EXPIRY_ATTRIBUTE] === undefined || (',
        replace: 'return item.x === undefined || (',
        why: 'Vectors that have expired would be read until DynamoDB deletes them.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/stores/dynamodb/registry-table/model-pointers.ts',
    ['test/stores/dynamodb/stores.local.test.ts'],
    [
      {
        find: "ConditionExpression: 'version = :from'",
        replace: "ConditionExpression: 'version = :from OR version <> :from'",
        why: 'Two steps at once would both move the pointer.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/stores/dynamodb/conditional-put.ts',
    ['test/stores/lost-answers.local.test.ts'],
    [
      {
        find: 'found?.[WRITE_ID]?.S === writeId ?',
        replace: "found?.[WRITE_ID]?.S === '' ?",
        why: 'A write whose answer was lost would count as a conflict with itself.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/stores/dynamodb/conditional-put.ts',
    ['test/stores/dynamodb/records.local.test.ts'],
    [
      {
        find: '  checkItemSize(item, what);\n',
        replace: '',
        why: 'DynamoDB would refuse a large record with an error that says nothing of it.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/stores/dynamodb/batches.ts',
    ['test/stores/dynamodb/faults.test.ts'],
    [
      {
        find: "if (unprocessed.length === 0) return 'written';",
        replace: "if (unprocessed) return 'written';",
        why: 'Records that DynamoDB leaves unwritten would be lost.',
      },
      {
        find: 'unread = answer.UnprocessedKeys?.[tableName]?.Keys ?? [];',
        replace: 'unread = [];',
        why: 'Records that DynamoDB leaves unread would be taken for missing.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/stores/dynamodb/products-table/vector-record.ts',
    ['test/stores/dynamodb/encodings.test.ts'],
    [
      {
        find: 'if (bytes.byteLength !== count * FLOAT32_BYTES) return undefined;',
        replace: '',
        why: 'A damaged vector would be read as other numbers.',
      },
      {
        find: 'new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)',
        replace: 'new DataView(bytes.buffer)',
        why: 'A vector inside of a larger buffer would be read as other numbers.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/stores/aws/aws-failure.ts',
    ['test/stores/aws/aws-failure.test.ts'],
    [
      {
        find: 'if (isMisconfigured(cause)) {',
        replace: 'if (cause === undefined) {',
        why: 'A missing permission would be 500 without a hint.',
      },
      {
        find: '|| status === TOO_MANY_REQUESTS || isServerError',
        replace: '',
        why: 'A failure of AWS that passes would count as an error of the code.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/stores/s3/weights-store.ts',
    ['test/stores/s3/faults.test.ts'],
    [
      {
        find: "if (stored === sha256) return 'saved';",
        replace: '',
        why: 'Weights whose answer was lost would count as a conflict.',
      },
      {
        find: 'if (stored !== undefined) throw conflictOf(version, sha256, stored);',
        replace: "if (stored !== undefined) return 'saved';",
        why: 'Other weights under the same name would count as saved.',
      },
      {
        find: 'if (expected !== undefined && expected !== sha256) {',
        replace: "if (expected === '') {",
        why: 'Damaged weights would be served.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/stores/s3/upload-store.ts',
    ['test/stores/s3/faults.test.ts'],
    [
      {
        find: 'IfMatch:',
        replace: 'IfNoneMatch:',
        why: 'An object that is replaced while it is read would be read in two halves.',
      },
      {
        find: 'if (bytes !== object.bytes) {',
        replace: 'if (bytes < 0) {',
        why: 'A broken connection would count as the end of the file.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/stores/lambda/start-execution.ts',
    ['test/stores/lambda/starters.test.ts'],
    [
      {
        find: "if (failureName(cause) !== 'DurableExecutionAlreadyStartedException') throw cause;",
        replace: 'throw cause;',
        why: 'A message that comes twice would fail, because its run was started.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/stores/lambda/durable-steps.ts',
    ['test/stores/lambda/durable-steps.test.ts'],
    [
      {
        find: 'if (cause instanceof FinalError) return {',
        replace: 'if (cause === undefined) return {',
        why: 'A fault in the data of the shop would be tried again for minutes.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/shared/retry.ts',
    ['test/shared/retry.test.ts'],
    [
      {
        find: ' || !mayRetry()',
        replace: '',
        why: 'A caller could not end its attempts in time.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/shared/concurrency.ts',
    ['test/shared/concurrency.test.ts'],
    [
      {
        find: 'if (failures.length > 0) return;',
        replace: '',
        why: 'Writes would go on after one has failed.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/shared/pace.ts',
    ['test/shared/pace.test.ts'],
    [
      {
        find: 'if (!this.#options.isThrottled(cause) || !this.#options.hasTime(cause)) throw cause;',
        replace: 'if (!this.#options.isThrottled(cause)) throw cause;',
        why: 'A throttled call would be repeated beyond the end of its function.',
      },
      {
        find: 'if (!this.#hasTimeToWait) this.#giveUpAll();',
        replace: '',
        why: 'A call whose turn comes late would be made when its function is about to be ended.',
      },
      {
        find: 'else this.#giveUpAll();',
        replace: '',
        why: 'Calls would wait for their turn beyond the end of their function.',
      },
    ],
  ),
];
