import type { DurableLambdaHandler } from '@aws/durable-execution-sdk-js';
import {
  InvokeCommand,
  type InvokeCommandOutput,
  LambdaClient,
  TooManyRequestsException,
} from '@aws-sdk/client-lambda';
import { fullJitter } from '../../../lambdas/shared/retry.ts';

/** The runner's checkpoint server, a thread; started once per environment. */
let ready: Promise<unknown> | undefined;

/**
 * Runs one execution of a durable function to its end with AWS's testing runner: steps, retries, waits and maps behave
 * as in Lambda, and functions are invoked through the local Lambda endpoint. The state of the execution is in memory.
 * @returns the result of the execution
 * @throws Error with the name and message of the execution's error
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

/** Its region, credentials and endpoint come from the environment of the function. */
let client: LambdaClient | undefined;

/**
 * Invokes a function of the local stack and waits for its result.
 * @throws Error with the name and message of the function's error
 */
async function invokeFunction(arn: string, event: unknown): Promise<unknown> {
  client ??= new LambdaClient({});
  const Payload = new TextEncoder().encode(JSON.stringify(event));
  const invoke = new InvokeCommand({ FunctionName: arn, Payload });
  const answer = await sendUntilAccepted(client, invoke);
  const result: unknown = JSON.parse(new TextDecoder().decode(answer.Payload));
  if (answer.FunctionError === undefined) return result;
  const { errorType, errorMessage } = result as { errorType: string; errorMessage: string };
  throw Object.assign(new Error(errorMessage), { name: errorType });
}

/** Sends again while too many executions run: Lambda lets the invocations of a durable execution wait. */
async function sendUntilAccepted(lambda: LambdaClient, invoke: InvokeCommand): Promise<InvokeCommandOutput> {
  const backoff = fullJitter();
  for (let failures = 1; ; failures++) {
    try {
      return await lambda.send(invoke);
    } catch (cause) {
      if (!(cause instanceof TooManyRequestsException)) throw cause;
    }
    await backoff.wait(failures);
  }
}
