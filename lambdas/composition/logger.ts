import { Logger } from '@aws-lambda-powertools/logger';
import { toError } from '../core/errors/error-text.ts';
import { SERVICE_NAME } from '../shared/measurements.ts';
import { boundLogValue } from './log-bounds.ts';

/**
 * Writes structured logs: ids, codes, counts and causes only. Bodies, vectors and headers are never logged, and every
 * text, list and object is bounded. Of a share of the invocations, POWERTOOLS_LOGGER_SAMPLE_RATE, lines of the level
 * `DEBUG` are written too.
 */
export const logger = new Logger({ serviceName: SERVICE_NAME, jsonReplacerFn: boundLogValue });

/** Logs a failure that does not stop the work. */
export function logWarning(message: string, cause: unknown): void {
  logger.warn(message, { error: toError(cause) });
}
