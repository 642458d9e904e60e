import { Logger } from '@aws-lambda-powertools/logger';
import { toError } from '../core/errors/error-text.ts';

/** Writes structured logs: ids, codes, counts and causes only. Bodies, vectors and headers are never logged. */
export const logger = new Logger({ serviceName: 'kindred' });

/** Logs a failure that does not stop the work. */
export function logWarning(message: string, cause: unknown): void {
  logger.warn(message, { error: toError(cause) });
}
