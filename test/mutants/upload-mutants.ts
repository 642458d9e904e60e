import { guardsOf, type Mutant } from './mutant.ts';

/** The guards of uploads. */
export const uploadMutants: readonly Mutant[] = [
  ...guardsOf(
    'lambdas/use-cases/uploads/upload-event.ts',
    ['test/use-cases/uploads/hostile-uploads.test.ts'],
    [
      {
        find: "sequencer.replace(/0+$/, '')",
        replace: 'sequencer',
        why: 'Sequencers would be compared without padding, so that a repeated event counts as a newer one.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/use-cases/uploads/upload-job.ts',
    ['test/use-cases/uploads/hostile-uploads.test.ts', 'test/use-cases/uploads/ingest-catalog.test.ts'],
    [
      {
        find: "outcome === 'superseded' ? 'stale' : job;",
        replace: "outcome === 'superseded' ? job : job;",
        why: 'An older event that looked before the newer one was begun would take over its job.',
      },
      {
        find: "if (knownOrder === order && known?.state !== 'running' && !isGivenUp) return 'duplicate';",
        replace: '',
        why: 'An event that comes twice would be handled twice.',
      },
      {
        find: "if ((await this.#ports.jobs.update(this.#view(state, results))) === 'updated') return;",
        replace: 'if (await this.#ports.jobs.update(this.#view(state, results))) return;',
        why: 'An older upload would go on although a newer one was begun.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/use-cases/uploads/upload-job.ts',
    ['test/use-cases/uploads/ingest-faults.test.ts'],
    [
      {
        find: 'if (nowMs - this.#updatedMs < UPDATE_MILLISECONDS) return;',
        replace: '',
        why: 'A long upload would write its job for every batch.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/use-cases/uploads/unfinished-reading.ts',
    ['test/use-cases/uploads/continue-upload.test.ts'],
    [
      {
        find: 'if (stored?.format === FORMAT) return stored as StoredState;',
        replace: 'if (stored !== null) return stored as StoredState;',
        why: 'An upload would go on with a plan of another release, which it cannot read.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/use-cases/uploads/open-upload.ts',
    ['test/use-cases/uploads/ingest-catalog.test.ts', 'test/use-cases/uploads/ingest-faults.test.ts'],
    [
      {
        find: "if (key.endsWith('/')) return 'ignored';",
        replace: '',
        why: 'The marker of a folder would have a job that failed.',
      },
      {
        find: 'if (object === undefined) {',
        replace: 'if (object === undefined) throw new Error(key); else {',
        why: 'The event of a removed object would end in the dead-letter queue.',
      },
      {
        find: "if (etag !== '' && object.etag !== etag) return 'stale';",
        replace: '',
        why: 'An object would be read under the event of the one before it.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/use-cases/uploads/open-upload.ts',
    ['test/use-cases/uploads/continue-upload.test.ts', 'test/use-cases/uploads/upload-crash-points.test.ts'],
    [
      {
        find: 'if (batch.isSettled) return;',
        replace: '',
        why: 'Lines would be counted again after an interruption.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/use-cases/uploads/write-lines.ts',
    ['test/use-cases/uploads/ingest-faults.test.ts', 'test/use-cases/uploads/ingest-catalog.test.ts'],
    [
      {
        find: "if (!(cause instanceof StoreError && cause.code === 'too-large')) throw cause;",
        replace: 'throw cause;',
        why: 'One large product would fail its whole upload.',
      },
      {
        find: 'if (state !== undefined && state.revision >= own.revision) return findWritten(',
        replace: "if (state?.revision === 'x') return findWritten(",
        why: 'An older upload would be written over a newer one.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/use-cases/uploads/remove-absent.ts',
    ['test/use-cases/uploads/replace-catalog.test.ts'],
    [
      {
        find: 'if (absent + unreadable <= MAX_ABSENT_SHARE * before) return undefined;',
        replace: 'if (before >= 0) return undefined;',
        why: 'Half a file would remove half the catalog.',
      },
      {
        find: 'if (absent + unreadable <=',
        replace: 'if (absent <=',
        why: 'Rejected lines would hide how many products leave.',
      },
      {
        find: 'if (this.#isOutdated) return false;',
        replace: '',
        why: 'An older upload would remove what a newer one holds.',
      },
      {
        find: ' && !this.#upload.spared.has(id)',
        replace: '',
        why: 'The product of a rejected line would leave.',
      },
      {
        find: ' && revision < this.revision',
        replace: '',
        why: 'A product that was written after the upload would leave.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/use-cases/uploads/rejects-report.ts',
    ['test/use-cases/uploads/hostile-uploads.test.ts', 'test/use-cases/uploads/rejects-report.test.ts'],
    [
      {
        find: 'if (this.#bytes > MAX_REPORT_BYTES) return false;',
        replace: '',
        why: 'A small file would make a report of a hundred megabytes.',
      },
      {
        find: 'Buffer.byteLength(key) <= MAX_KEY_BYTES ? key',
        replace: 'Buffer.byteLength(key) >= 0 ? key',
        why: 'The report of an upload with a long key could not be written.',
      },
      {
        find: 'if (shown === MAX_EXAMPLES) return;',
        replace: '',
        why: 'One field would fill the report.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/use-cases/uploads/ingest-catalog.ts',
    ['test/use-cases/uploads/hostile-uploads.test.ts', 'test/use-cases/uploads/replace-catalog.test.ts'],
    [
      {
        find: 'const onBytes = () => checkDeadline(',
        replace: 'const onBytes = () => void (',
        why: 'Blank lines would run into the end of the function.',
      },
      {
        find: 'if (isAddition || !upload.isWhole) return',
        replace: 'if (isAddition) return',
        why: 'A file that breaks off would remove the products of its lost part.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/use-cases/uploads/give-up-upload.ts',
    ['test/handlers/upload-queues.test.ts'],
    [
      {
        find: 'return receives > MAX_RECEIVES;',
        replace: 'return false;',
        why: 'The job of an upload would run for ever if Lambda ended the function in the last attempt.',
      },
      {
        find: "if (known?.detail.order === orderOf(event) && known.state !== 'running') return;",
        replace: '',
        why: 'The cause of a job would be replaced by one that says nothing.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/use-cases/uploads/continue-upload.ts',
    ['test/use-cases/uploads/continue-upload.test.ts'],
    [
      {
        find: "if ((job.before.continuations ?? 0) > before.count) return 'superseded';",
        replace: '',
        why: 'A message that comes twice would start a second chain of messages.',
      },
      {
        find: 'if (!isRemoving && !hasProgress(before.progress, progress))',
        replace: 'if (false)',
        why: 'A file whose beginning takes a whole invocation would be read again for hours.',
      },
      {
        find: 'if (before.count >= MAX_CONTINUATIONS)',
        replace: 'if (false)',
        why: 'An upload could be continued without end.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/use-cases/publishing/verify-and-repair-part.ts',
    ['test/use-cases/publishing/verify-and-repair-part.test.ts'],
    [
      {
        find: 'if ((await products.get(productId)) !== undefined) return false;',
        replace: '',
        why: 'The vector of a product would be removed that a scan gave without it.',
      },
      {
        find: 'stored || !vector ? [] : [vector]',
        replace: '[]',
        why: 'Vectors of products that have left would be found by searches.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/use-cases/uploads/read-batches.ts',
    ['test/use-cases/uploads/read-batches.test.ts'],
    [
      {
        find: 'if (!(cause instanceof FormatError)) throw cause;',
        replace: '',
        why: 'An object that was replaced would count as a broken file.',
      },
    ],
  ),
];
