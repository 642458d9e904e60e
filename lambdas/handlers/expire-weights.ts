import type { Context } from 'aws-lambda';
import { clock, modelPointers, modelRegistry, weightsStore } from '../composition/compose.ts';
import { startInvocation } from '../composition/invocation.ts';
import { logger } from '../composition/logger.ts';
import { expireWeights } from '../use-cases/models/weights-expiry.ts';

const ports = { pointers: modelPointers(), registry: modelRegistry(), weights: weightsStore(), clock };

/** Time kept back for the page of versions that is being settled, and for the log. */
const RESERVE_MILLISECONDS = 30_000;

/** Removes the weights of versions that no pointer has named for long. What is left when the time is over is for tomorrow. */
export const handler = async (_event: unknown, context: Context): Promise<void> => {
  startInvocation(context);
  const isOver = () => context.getRemainingTimeInMillis() < RESERVE_MILLISECONDS;
  const rest = await expireWeights(ports, isOver);
  logger.info('weights expired', { isComplete: rest === undefined });
};
