import { type DurableContext, withDurableExecution } from '@aws/durable-execution-sdk-js';
import {
  clock,
  exportSources,
  exportStore,
  jobStore,
  modelPointers,
  productStore,
  snapshotStore,
  vectorStore,
} from '../composition/compose.ts';
import { durableWork } from '../composition/durable-steps.ts';
import { numberVariable } from '../composition/environment.ts';
import { logWarning } from '../composition/logger.ts';
import { waitOutThrottling } from '../composition/throttling.ts';
import { type ExportOutcome, runExport } from '../use-cases/exports/run-export.ts';

const sliceMilliseconds = 1000 * numberVariable('EXPORT_SLICE_SECONDS');
const ports = {
  products: productStore(),
  vectors: vectorStore(),
  snapshots: snapshotStore(),
  exports: exportStore(),
  sources: exportSources(),
  jobs: jobStore(),
  pointers: modelPointers(),
  clock,
  onWarning: (cause: unknown) => logWarning('an export leaves out what cannot be read', cause),
};

/** Runs one export from start to end, in as many invocations as needed. @param event The id of its job. */
export const handler = withDurableExecution<{ readonly exportId: string }, ExportOutcome>(
  ({ exportId }, context: DurableContext) => {
    const { lambdaContext } = context;
    waitOutThrottling(lambdaContext);
    return runExport(ports, durableWork(context), exportId, {
      sliceMilliseconds,
      remaining: () => lambdaContext.getRemainingTimeInMillis(),
      memoryMegabytes: Number(lambdaContext.memoryLimitInMB),
    });
  },
);
