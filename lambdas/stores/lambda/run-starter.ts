import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { RunRequest, RunStarter } from '../../ports/run-starter.ts';
import { callAws, failureName } from '../aws/aws-failure.ts';

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
    const command = new InvokeCommand({
      FunctionName: this.#functionName,
      InvocationType: 'Event',
      DurableExecutionName: executionNameOf(request),
      Payload: new TextEncoder().encode(JSON.stringify(request)),
    });
    try {
      await callAws(`the start of ${request.runId}`, () => this.#client.send(command));
    } catch (cause) {
      if (failureName(cause) !== 'DurableExecutionAlreadyStartedException') throw cause;
    }
  }
}

/** 1 to 64 letters, digits, - and _. */
function executionNameOf({ runId, attempt }: Pick<RunRequest, 'runId' | 'attempt'>): string {
  return `${runId}-${attempt}`;
}
