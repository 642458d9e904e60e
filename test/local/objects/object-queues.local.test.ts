import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { objectServerForTests } from '../../support/local/local-servers.ts';

type Server = Awaited<ReturnType<typeof objectServerForTests>>;

let server: Server;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindred-queues-'));
  server = await objectServerForTests({ dataDir: join(folder, 'shared') });
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

async function createQueue(sqs: SQSClient, name: string, attributes: Record<string, string> = {}): Promise<string> {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
  return QueueUrl!;
}

async function arnOf(sqs: SQSClient, QueueUrl: string): Promise<string> {
  const answer = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  return answer.Attributes!.QueueArn!;
}

async function receive(sqs: SQSClient, QueueUrl: string, options: { wait?: number; hidden?: number } = {}) {
  const { wait: WaitTimeSeconds = 0, hidden: VisibilityTimeout } = options;
  const command = new ReceiveMessageCommand({
    QueueUrl,
    WaitTimeSeconds,
    MessageSystemAttributeNames: ['ApproximateReceiveCount'],
    ...(VisibilityTimeout !== undefined && { VisibilityTimeout }),
  });
  return (await sqs.send(command)).Messages ?? [];
}

/** The next message, however long it takes. */
async function receiveNext(sqs: SQSClient, QueueUrl: string) {
  for (;;) {
    const [message] = await receive(sqs, QueueUrl, { wait: 20 });
    if (message) return message;
  }
}

function release(sqs: SQSClient, QueueUrl: string, ReceiptHandle: string) {
  return sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
}

describe('the local SQS', () => {
  it('gives queues URLs under its endpoint', async () => {
    const url = await createQueue(server.sqs, 'named');
    expect(url).toBe(`${server.endpoint}/000000000000/named`);
  });

  it('delivers a message to a waiting receiver', async () => {
    const url = await createQueue(server.sqs, 'waited');
    const waiting = receiveNext(server.sqs, url);
    await server.sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'hello ü' }));
    expect((await waiting).Body).toBe('hello ü');
  });

  it('hides a received message, and removes a deleted one', async () => {
    const { sqs } = server;
    const url = await createQueue(sqs, 'hidden');
    await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'once' }));
    const [message] = await receive(sqs, url, { hidden: 3600 });
    expect(await receive(sqs, url)).toEqual([]);
    await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message!.ReceiptHandle! }));
    const counts = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: url,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    );
    expect(Object.values(counts.Attributes!)).toEqual(['0', '0']);
  });

  it('delivers a released message again at once, with a higher receive count', async () => {
    const { sqs } = server;
    const url = await createQueue(sqs, 'returned');
    await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'again' }));
    const [first] = await receive(sqs, url);
    await release(sqs, url, first!.ReceiptHandle!);
    const [second] = await receive(sqs, url);
    expect(second).toMatchObject({ MessageId: first!.MessageId, Attributes: { ApproximateReceiveCount: '2' } });
  });

  it('moves a message to the dead-letter queue after its last attempt', async () => {
    const { sqs } = server;
    const deadUrl = await createQueue(sqs, 'dead');
    const redrive = { deadLetterTargetArn: await arnOf(sqs, deadUrl), maxReceiveCount: 2 };
    const url = await createQueue(sqs, 'tried', { RedrivePolicy: JSON.stringify(redrive) });
    await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'poison' }));
    for (let tries = 0; tries < 2; tries++) {
      const [message] = await receive(sqs, url);
      await release(sqs, url, message!.ReceiptHandle!);
    }
    expect(await receive(sqs, url)).toEqual([]);
    expect((await receive(sqs, deadUrl))[0]?.Body).toBe('poison');
  });

  it('persists queues, messages and their counts between starts on different ports', async () => {
    const dataDir = join(folder, 'restarted');
    const first = await objectServerForTests({ dataDir });
    const deadUrl = await createQueue(first.sqs, 'dead');
    const redrive = { deadLetterTargetArn: await arnOf(first.sqs, deadUrl), maxReceiveCount: 1 };
    const attributes = { RedrivePolicy: JSON.stringify(redrive), VisibilityTimeout: '77' };
    const url = await createQueue(first.sqs, 'kept', attributes);
    await first.sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'still here' }));
    const [message] = await receive(first.sqs, url);
    await release(first.sqs, url, message!.ReceiptHandle!);
    await first.close();

    const second = await objectServerForTests({ dataDir });
    const kept = await second.sqs.send(new GetQueueUrlCommand({ QueueName: 'kept' }));
    expect(kept.QueueUrl).toBe(`${second.endpoint}/000000000000/kept`);
    expect(await createQueue(second.sqs, 'kept', attributes)).toBe(kept.QueueUrl);
    expect(await receive(second.sqs, kept.QueueUrl!)).toEqual([]);
    const dead = await receive(second.sqs, `${second.endpoint}/000000000000/dead`);
    expect(dead[0]).toMatchObject({ Body: 'still here', MessageId: message!.MessageId });
    await second.sqs.send(new DeleteQueueCommand({ QueueUrl: kept.QueueUrl! }));
    const listed = await second.sqs.send(new ListQueuesCommand({}));
    expect(listed.QueueUrls).toEqual([`${second.endpoint}/000000000000/dead`]);
    await second.close();
  });

  it('delivers a message again after a restart, once its visibility timeout is over', async () => {
    const dataDir = join(folder, 'inflight');
    const first = await objectServerForTests({ dataDir });
    const url = await createQueue(first.sqs, 'inflight');
    await first.sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'unfinished' }));
    await receive(first.sqs, url, { hidden: 1 });
    await first.close();
    const second = await objectServerForTests({ dataDir });
    const message = await receiveNext(second.sqs, `${second.endpoint}/000000000000/inflight`);
    expect(message).toMatchObject({ Body: 'unfinished', Attributes: { ApproximateReceiveCount: '2' } });
    await second.close();
  });
});
