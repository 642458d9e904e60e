import { randomUUID } from 'node:crypto';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SqsMessageQueue } from '../../../lambdas/stores/sqs/message-queue.ts';
import { describeMessageQueue } from '../../contracts/events.contract.ts';
import { objectServerForTests } from '../../support/local/local-servers.ts';

let server: Awaited<ReturnType<typeof objectServerForTests>>;
beforeAll(async () => {
  server = await objectServerForTests();
});
afterAll(() => server.close());

describeMessageQueue('SqsMessageQueue', async () => {
  const { sqs } = server;
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: randomUUID() }));
  return {
    queue: new SqsMessageQueue(sqs, QueueUrl, 'events'),
    received: async (count) => {
      const bodies: string[] = [];
      while (bodies.length < count) {
        const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 });
        const { Messages = [] } = await sqs.send(command);
        bodies.push(...Messages.map(({ Body = '' }) => Body));
      }
      return bodies;
    },
  };
});

describe('SqsMessageQueue', () => {
  it.each([
    ['RequestThrottled', 'unavailable'],
    ['ServiceUnavailable', 'unavailable'],
    ['AccessDeniedException', 'misconfigured'],
  ])('throws a failure of SQS named %s with the code %s', async (name, code) => {
    const client = new SQSClient({ region: 'eu-central-1' });
    mockClient(client).rejects(Object.assign(new Error('no'), { name }));
    const failure = await new SqsMessageQueue(client, 'https://sqs.test/1/q', 'events')
      .send('[]')
      .catch((cause) => cause);
    expect(failure.code).toBe(code);
  });
});
