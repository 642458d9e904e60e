import { Logger } from '@aws-lambda-powertools/logger';

/** Structured logs. Only ids, codes, counts and causes go in: no bodies, no vectors, no headers. */
export const logger = new Logger({ serviceName: 'kindred' });
