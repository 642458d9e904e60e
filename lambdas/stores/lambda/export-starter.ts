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

  /** @param functionName The durable function, with its qualifier, which Lambda requires. */
  constructor(client: LambdaClient, functionName: string) {
    this.#client = client;
    this.#functionName = functionName;
  }

  async start(exportId: string): Promise<void> {
    const functionName = this.#functionName;
    await startExecution(this.#client, { functionName, name: exportId, event: { exportId }, what: exportId });
  }
}
