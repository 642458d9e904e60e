import { type DurableContext, withDurableExecution } from '@aws/durable-execution-sdk-js';
import {
  clock,
  decisionLog,
  embeddedCatalog,
  indexPolling,
  jobStore,
  metrics,
  modelPointers,
  modelRegistry,
  productStore,
  reportStore,
  runStore,
  snapshotStore,
  trainingThreads,
  uploadStore,
  vectorStore,
  weightsStore,
} from '../composition/compose.ts';
import { durableSteps } from '../composition/durable-steps.ts';
import { numberVariable } from '../composition/environment.ts';
import { startInvocation } from '../composition/invocation.ts';
import { logger } from '../composition/logger.ts';
import type { RunRequest } from '../ports/starters.ts';
import type { RunOutcome } from '../use-cases/runs/training-job.ts';
import { RunCache } from '../use-cases/training/run-cache.ts';
import { runTraining } from '../use-cases/training/run-training.ts';

/** Fields of the training configuration that the deployment sets. Faults in them fail each run, whose job names them. */
const config: Readonly<Record<string, unknown>> = JSON.parse(process.env.TRAINING_CONFIG ?? '{}');
const sliceMilliseconds = 1000 * numberVariable('TRAINING_SLICE_SECONDS');
const stepsOf = durableSteps();
const cache = new RunCache();
const ports = {
  products: productStore(),
  vectors: vectorStore(),
  embedded: embeddedCatalog(),
  weights: weightsStore(),
  registry: modelRegistry(),
  pointers: modelPointers(),
  uploadStore: uploadStore(),
  reports: reportStore(),
  jobs: jobStore(),
  metrics: metrics(),
  index: indexPolling(),
  runs: runStore(),
  snapshots: snapshotStore(),
  decisions: decisionLog(),
  clock,
};

/** Runs one training or publication from start to end, in as many invocations as needed. */
export const handler = withDurableExecution<RunRequest, RunOutcome>(async (request, context: DurableContext) => {
  const { lambdaContext, executionContext } = context;
  const { runId, attempt, kind } = request;
  startInvocation(lambdaContext, { runId, attempt, executionArn: executionContext.durableExecutionArn });
  logger.info('the run begins or goes on', { kind });
  const outcome = await runTraining(ports, stepsOf(context), request, {
    config,
    sliceMilliseconds,
    remaining: () => lambdaContext.getRemainingTimeInMillis(),
    memoryMegabytes: Number(lambdaContext.memoryLimitInMB),
    startThreads: trainingThreads,
    cache,
  });
  logger.info('the run has ended', { ...outcome });
  return outcome;
});
