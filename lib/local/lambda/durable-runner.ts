import type { DurableLambdaHandler } from '@aws/durable-execution-sdk-js';
import { invokeFunction } from './lambda-client.ts';

/** Set up once in each environment: it starts the runner's own checkpoint server, a thread. */
let ready: Promise<unknown> | undefined;

/**
 * Runs one execution of a durable function to its end with AWS's own testing runner: steps, retries, waits and maps as in
 * Lambda, invoked functions through this machine's Lambda endpoint. What the runner knows of the execution is in memory.
 * @returns the execution's result. @throws Error as the execution ended
 */
export async function runDurably(
  handlerFunction: DurableLambdaHandler,
  payload: unknown,
  invokes: readonly string[],
): Promise<unknown> {
  const { LocalDurableTestRunner } = await import('@aws/durable-execution-sdk-js-testing');
  ready ??= LocalDurableTestRunner.setupTestEnvironment({ skipTime: false });
  await ready;
  const runner = new LocalDurableTestRunner({ handlerFunction });
  for (const arn of invokes) runner.registerFunction(arn, (event: unknown) => invokeFunction(arn, event));
  const execution = await runner.run({ payload });
  if (execution.getStatus() === 'SUCCEEDED') return execution.getResult();
  const { errorType = 'Error', errorMessage = 'the execution failed' } = execution.getError();
  throw Object.assign(new Error(errorMessage), { name: errorType });
}
