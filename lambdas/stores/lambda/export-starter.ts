import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { ExportStarter } from '../../ports/starters.ts';
import { startExecution } from './start-execution.ts';

/**
 * Starts exports as durable executions of a Lambda function, named by the ids of the exports. Throws StoreError
 * `unavailable`.
 */
export class LambdaExportStarter implements ExportStarter {
  readonly #client: LambdaClient;
  readonly #functionName: string;
  readonly #stage: string;

  /** @param functionName The durable function, with its qualifier, which Lambda requires. @param stage That of the deployment. */
  constructor(client: LambdaClient, functionName: string, stage: string) {
    this.#client = client;
    this.#functionName = functionName;
    this.#stage = stage;
  }

  async start(exportId: string): Promise<void> {
    await startExecution(this.#client, {
      functionName: this.#functionName,
      stage: this.#stage,
      name: exportId,
      event: { exportId },
      what: exportId,
    });
  }
}
