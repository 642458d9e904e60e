import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { MessageQueue } from '../../ports/message-queue.ts';
import { callAws } from '../aws/aws-failure.ts';

/** A queue of SQS. */
export class SqsMessageQueue implements MessageQueue {
  readonly #client: SQSClient;
  readonly #queueUrl: string;
  readonly #what: string;

  /** @param what The messages, for the message of a failure: `events`. */
  constructor(client: SQSClient, queueUrl: string, what: string) {
    this.#client = client;
    this.#queueUrl = queueUrl;
    this.#what = what;
  }

  async send(text: string): Promise<void> {
    const command = new SendMessageCommand({ QueueUrl: this.#queueUrl, MessageBody: text });
    await callAws(`the sending of ${this.#what}`, () => this.#client.send(command));
  }
}
