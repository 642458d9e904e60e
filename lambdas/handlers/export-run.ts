import { type DurableContext, withDurableExecution } from '@aws/durable-execution-sdk-js';
import {
  clock,
  exportSources,
  exportStore,
  jobStore,
  metrics,
  modelPointers,
  productStore,
  snapshotStore,
  vectorStore,
} from '../composition/compose.ts';
import { durableWork } from '../composition/durable-steps.ts';
import { numberVariable } from '../composition/environment.ts';
import { startInvocation } from '../composition/invocation.ts';
import { logger, logWarning } from '../composition/logger.ts';
import { type ExportOutcome, runExport } from '../use-cases/exports/run-export.ts';

const sliceMilliseconds = 1000 * numberVariable('EXPORT_SLICE_SECONDS');
const ports = {
  products: productStore(),
  vectors: vectorStore(),
  snapshots: snapshotStore(),
  exports: exportStore(),
  sources: exportSources(),
  jobs: jobStore(),
  metrics: metrics(),
  pointers: modelPointers(),
  clock,
  onWarning: (cause: unknown) => logWarning('an export leaves out what cannot be read', cause),
};

/** Runs one export from start to end, in as many invocations as needed. @param event The id of its job. */
export const handler = withDurableExecution<{ readonly exportId: string }, ExportOutcome>(
  async ({ exportId }, context: DurableContext) => {
    const { lambdaContext, executionContext } = context;
    startInvocation(lambdaContext, { exportId, executionArn: executionContext.durableExecutionArn });
    logger.info('the export begins or goes on');
    const outcome = await runExport(ports, durableWork(context), exportId, {
      sliceMilliseconds,
      remaining: () => lambdaContext.getRemainingTimeInMillis(),
      memoryMegabytes: Number(lambdaContext.memoryLimitInMB),
    });
    logger.info('the export has ended', { ...outcome });
    return outcome;
  },
);
