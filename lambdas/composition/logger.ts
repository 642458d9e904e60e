import { Logger } from '@aws-lambda-powertools/logger';
import { toError } from '../core/errors/error-text.ts';
import { boundLogValue } from './log-bounds.ts';

/**
 * Writes structured logs: ids, codes, counts and causes only. Bodies, vectors and headers are never logged, and every
 * text, list and object is bounded.
 *
 * Powertools' Metrics and `injectLambdaContext` are not used, because there is no own code that they would replace: the alarms
 * read the metrics that AWS publishes itself, and a failed request or message is logged with its own id.
 */
export const logger = new Logger({ serviceName: 'kindred', jsonReplacerFn: boundLogValue });

/** Logs a failure that does not stop the work. */
export function logWarning(message: string, cause: unknown): void {
  logger.warn(message, { error: toError(cause) });
}
