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
  readonly #stage: string;

  /** @param functionName The durable function, with its qualifier, which Lambda requires. @param stage That of the deployment. */
  constructor(client: LambdaClient, functionName: string, stage: string) {
    this.#client = client;
    this.#functionName = functionName;
    this.#stage = stage;
  }

  async start(request: RunRequest): Promise<void> {
    const { runId, attempt } = request;
    await startExecution(this.#client, {
      functionName: this.#functionName,
      stage: this.#stage,
      name: `${runId}-${attempt}`,
      event: request,
      what: runId,
    });
  }
}
