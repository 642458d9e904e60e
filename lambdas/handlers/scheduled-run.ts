import type { Context } from 'aws-lambda';
import { clock, jobStore, runStarter } from '../composition/compose.ts';
import { startInvocation } from '../composition/invocation.ts';
import { logger } from '../composition/logger.ts';
import { type ScheduledRun, startScheduledRun } from '../use-cases/runs/start-scheduled-run.ts';

const ports = { jobs: jobStore(), starter: runStarter(), clock };

/** Starts the training run of a schedule. @param event What the schedule of the stack sends. */
export const handler = async (event: ScheduledRun, context: Context): Promise<void> => {
  startInvocation(context);
  logger.info('scheduled run', { ...event, ...(await startScheduledRun(ports, event)) });
};
