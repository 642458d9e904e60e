import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { CompactionStarter } from '../../ports/starters.ts';
import { callAws } from '../aws/aws-failure.ts';

/** Starts the compaction in its own Lambda function. Throws StoreError `unavailable`. */
export class LambdaCompactionStarter implements CompactionStarter {
  readonly #client: LambdaClient;
  readonly #functionName: string;

  constructor(client: LambdaClient, functionName: string) {
    this.#client = client;
    this.#functionName = functionName;
  }

  async start(draw: number): Promise<void> {
    const command = new InvokeCommand({
      FunctionName: this.#functionName,
      InvocationType: 'Event',
      Payload: new TextEncoder().encode(JSON.stringify({ ask: draw })),
    });
    await callAws('the start of a compaction', () => this.#client.send(command));
  }
}
