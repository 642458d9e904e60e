import { ChangeMessageVisibilityCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import type { LambdaFunction } from '../../lib/local/lambda-function.ts';
import { QueuePoller } from '../../lib/local/queue-poller.ts';

const sqs = mockClient(SQSClient);
const source = { queueName: 'q', functionName: 'f', batchSize: 1, batchingWindowSeconds: 0, concurrency: 1 };

/** How long a message is hidden that has failed so many times. */
async function hiddenAfter(tries: number): Promise<number | undefined> {
  sqs.reset();
  const message = { MessageId: 'm', ReceiptHandle: 'r', Attributes: { ApproximateReceiveCount: String(tries) } };
  sqs
    .on(ReceiveMessageCommand)
    .resolvesOnce({ Messages: [message] })
    .callsFake(() => new Promise(() => {}));
  const invoke = async () => ({ ok: false as const, errorType: 'Error', errorMessage: 'no' });
  const hidden = new Promise<number | undefined>((resolve) => {
    sqs.on(ChangeMessageVisibilityCommand).callsFake((input) => resolve(input.VisibilityTimeout));
  });
  // Of a function, a poller needs no more than its answers.
  new QueuePoller(source, 'http://127.0.0.1/q', { invoke } as unknown as LambdaFunction, new SQSClient({}));
  return hidden;
}

describe('a message whose function fails', () => {
  afterEach(() => {
    sqs.reset();
  });

  it('comes back soon at first, and later each time', async () => {
    expect(await hiddenAfter(1)).toBe(2);
    expect(await hiddenAfter(2)).toBe(8);
    expect(await hiddenAfter(4)).toBe(128);
  });
});
