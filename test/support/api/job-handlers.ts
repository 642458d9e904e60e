import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { vi } from 'vitest';
import type { UploadEvent } from '../../../lambdas/use-cases/uploads/upload-event.ts';

type QueueHandler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

/** The body of the message that S3 sends for an upload: the key percent-encoded, a space as `+`. */
export function notificationOf({ key, etag, sequencer, eventTime }: UploadEvent): string {
  const encoded = key.split('/').map(encodeURIComponent).join('/').replaceAll('%20', '+');
  const object = { key: encoded, eTag: etag, sequencer };
  return JSON.stringify({ Records: [{ eventName: 'ObjectCreated:Put', eventTime, s3: { object } }] });
}

/** A batch of SQS messages with these bodies, named `m0`, `m1`, ... @param receives How often each was received, with this time */
function batchOf(bodies: readonly string[], receives: number): SQSEvent {
  const attributes = { ApproximateReceiveCount: String(receives) };
  const records = bodies.map((body, i) => ({ messageId: `m${i}`, body, attributes }));
  return { Records: records as unknown as SQSEvent['Records'] };
}

/**
 * The two deployed functions behind the queues. Only `compose.ts` is replaced, by stores in memory. Modules are
 * loaded again for each test, so that no cache of a handler outlives it.
 */
export async function jobHandlers() {
  vi.resetModules();
  const { JobWorld } = await import('../worlds/job-world.ts');
  const { logger } = await import('../../../lambdas/composition/logger.ts');
  for (const level of ['info', 'warn', 'error'] as const) vi.spyOn(logger, level).mockImplementation(() => {});
  const { MemoryCompactionStarter } = await import('../../../lambdas/stores/memory/compaction-starter.ts');
  const compaction = new MemoryCompactionStarter();
  const world = new JobWorld();
  vi.doMock('../../../lambdas/composition/compose.ts', () => ({
    ...composeOf(world.ports),
    compactionStarter: () => compaction,
  }));
  vi.doMock('../../../lambdas/composition/models.ts', () => ({ modelCache: () => world.ports.models }));
  const { handler: ingest } = await import('../../../lambdas/handlers/ingest.ts');
  const { handler: trainingUploads } = await import('../../../lambdas/handlers/training-uploads.ts');
  const call =
    (handler: QueueHandler) =>
    async (bodies: readonly string[], remaining: number | (() => number) = 900_000, receives = 1) => {
      const context = {
        getRemainingTimeInMillis: typeof remaining === 'number' ? () => remaining : remaining,
      } as Context;
      const { batchItemFailures } = await handler(batchOf(bodies, receives), context);
      return batchItemFailures.map((one) => one.itemIdentifier);
    };
  return { world, compaction, logger, ingest: call(ingest), trainingUploads: call(trainingUploads) };
}

function composeOf(ports: InstanceType<typeof import('../worlds/job-world.ts')['JobWorld']>['ports']) {
  return {
    clock: ports.clock,
    productStore: () => ports.products,
    catalogFloor: () => ports.floor,
    vectorStore: () => ports.vectors,
    weightsStore: () => ports.weights,
    modelRegistry: () => ports.registry,
    modelPointers: () => ports.pointers,
    uploadStore: () => ports.uploadStore,
    reportStore: () => ports.reports,
    jobStore: () => ports.jobs,
    metrics: () => ports.metrics,
    indexPolling: () => undefined,
    runStarter: () => ports.starter,
    idempotencyStore: () => ports.idempotency,
    stepBackoff: () => ports.backoff,
    continuationQueue: () => ports.continuations,
  };
}
