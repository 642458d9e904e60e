/*
 * One execution environment: loads a function's bundle once, then handles one event at a time. Runs in a worker thread.
 */
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import type { DurableLambdaHandler } from '@aws/durable-execution-sdk-js';
import { toError } from '../../../lambdas/core/errors/error-text.ts';
import type { Invocation, InvocationOutcome, WorkerSetup } from './lambda-messages.ts';

const setup = workerData as WorkerSetup;
const port = parentPort!;

function failureOf(cause: unknown): InvocationOutcome {
  const error = toError(cause);
  console.error(
    JSON.stringify({ level: 'ERROR', message: 'function failed', errorType: error.name, error: error.stack }),
  );
  return { ok: false, errorType: error.name, errorMessage: error.message };
}

function contextOf({ requestId, deadlineMs }: Invocation) {
  return {
    functionName: setup.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: setup.functionArn,
    memoryLimitInMB: String(setup.memoryMegabytes),
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()),
  };
}

/** Most functions are not durable: they start without the runner, whose SDK would take half the time of their start. */
async function runInSteps(handler: DurableLambdaHandler, event: unknown, invokes: readonly string[]): Promise<unknown> {
  const { runDurably } = await import('./durable-runner.ts');
  return runDurably(handler, event, invokes);
}

const loading = import(pathToFileURL(setup.bundle).href);

port.on('message', async (invocation: Invocation) => {
  let outcome: InvocationOutcome;
  try {
    const { handler } = await loading;
    const event: unknown = JSON.parse(invocation.event);
    const result: unknown = setup.invokes
      ? await runInSteps(handler, event, setup.invokes)
      : await handler(event, contextOf(invocation));
    outcome = { ok: true, result: JSON.stringify(result ?? null) };
  } catch (cause) {
    outcome = failureOf(cause);
  }
  port.postMessage(outcome);
});
