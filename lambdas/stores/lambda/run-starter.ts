import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { RunRequest, RunStarter } from '../../ports/starters.ts';
import { startExecution } from './start-execution.ts';

/**
 * Starts runs as durable executions of a Lambda function. Lambda starts one execution for each name. Throws StoreError
 * `unavailable`.
 */
export class LambdaRunStarter implements RunStarter {
  readonly #client: LambdaClient;
  readonly #functionName: string;

  /** @param functionName The durable function, with its qualifier, which Lambda requires. */
  constructor(client: LambdaClient, functionName: string) {
    this.#client = client;
    this.#functionName = functionName;
  }

  async start(request: RunRequest): Promise<void> {
    const functionName = this.#functionName;
    const { runId } = request;
    await startExecution(this.#client, { functionName, name: executionNameOf(request), event: request, what: runId });
  }
}

/** 1 to 64 letters, digits, - and _. */
function executionNameOf({ runId, attempt }: Pick<RunRequest, 'runId' | 'attempt'>): string {
  return `${runId}-${attempt}`;
}
