/*
 * One execution environment: loads a function's bundle once, then handles one event at a time. Runs in a worker thread.
 */
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { toError } from '../../../lambdas/core/errors/error-text.ts';
import { arnOf } from '../template/intrinsic-functions.ts';
import { runDurably } from './durable-runner.ts';
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
    invokedFunctionArn: arnOf('lambda', setup.functionName),
    memoryLimitInMB: String(setup.memoryMegabytes),
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()),
  };
}

const loading = import(pathToFileURL(setup.bundle).href);

port.on('message', async (invocation: Invocation) => {
  let outcome: InvocationOutcome;
  try {
    const { handler } = await loading;
    const event: unknown = JSON.parse(invocation.event);
    const result: unknown = setup.invokes
      ? await runDurably(handler, event, setup.invokes)
      : await handler(event, contextOf(invocation));
    outcome = { ok: true, result: JSON.stringify(result ?? null) };
  } catch (cause) {
    outcome = failureOf(cause);
  }
  port.postMessage(outcome);
});
