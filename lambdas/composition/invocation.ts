import { logger } from './logger.ts';
import { waitOutThrottling } from './throttling.ts';

/** What Lambda tells of an invocation. */
type Context = Parameters<typeof logger.addContext>[0];

/** Ids and names of what an invocation works on. Never bodies, vectors or credentials. */
type LogFields = Readonly<Record<string, string | number | undefined>>;

/**
 * Gives every line that this invocation logs the function, the id of the invocation, whether the environment is new, and these
 * fields. Those of the invocation before are gone. Decides if this invocation logs lines of the level `DEBUG`.
 * @param context Absent only where Lambda does not call the handler.
 */
export function startLogging(context: Context | undefined, fields: LogFields): void {
  logger.resetKeys();
  if (context) logger.addContext(context);
  logger.appendKeys({ ...fields });
  logger.refreshSampleRateCalculation();
}

type Deadline = Parameters<typeof waitOutThrottling>[0];

/** Starts an invocation that nobody waits for: its log, and its patience with throttled calls. */
export function startInvocation(context: Context & Deadline, fields: LogFields = {}): void {
  startLogging(context, fields);
  waitOutThrottling(context);
}
