import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, it } from 'vitest';
import type { FaultRates } from '../../../lib/local/limits/fault-kinds.ts';
import { LocalLimits } from '../../../lib/local/limits/local-limits.ts';
import { dynamoDbForTests, objectServerForTests } from '../../support/local/local-servers.ts';
import { createProductsTable } from '../../support/stores/tables.ts';

const closes: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closes.splice(0)) await close();
});

const limitsOf = (rates: FaultRates) => new LocalLimits({ faults: { seed: 1, rates } });

async function dynamoDbWith(rates: NonNullable<FaultRates['dynamodb']>) {
  const limits = limitsOf({ dynamodb: rates });
  const { client, close } = await dynamoDbForTests({ limits, attempts: 1 });
  closes.push(close);
  const TableName = await createProductsTable(client);
  const key = { productId: { S: 'a' }, record: { S: 'product' } };
  const put = () => client.send(new PutItemCommand({ TableName, Item: { ...key, revision: { S: '1' } } }));
  const isStored = async () => {
    limits.faults.stop();
    return (await client.send(new GetItemCommand({ TableName, Key: key }))).Item !== undefined;
  };
  return { limits, put, isStored };
}

async function objectsWith(rates: NonNullable<FaultRates['s3']>) {
  const limits = limitsOf({ s3: rates });
  const { s3, close } = await objectServerForTests({ limits, attempts: 1 });
  closes.push(close);
  const object = { Bucket: 'uploads', Key: 'a' };
  await s3.send(new CreateBucketCommand({ Bucket: object.Bucket }));
  const put = () => s3.send(new PutObjectCommand({ ...object, Body: 'hello' }));
  const read = async () => (await s3.send(new GetObjectCommand(object))).Body!.transformToString();
  return { limits, s3, object, put, read };
}

async function queueWith(rates: NonNullable<FaultRates['sqs']>) {
  const limits = limitsOf({ sqs: rates });
  const { sqs, close } = await objectServerForTests({ limits, attempts: 1 });
  closes.push(close);
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'q' }));
  const send = (MessageBody: string) => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  return { limits, sqs, QueueUrl, send };
}

describe('a server with faults', () => {
  it.each([
    ['throttle', { name: 'ThrottlingException' }, false],
    ['serverError', { name: 'InternalServerError' }, false],
    ['dropRequest', { code: 'ECONNRESET' }, false],
    ['loseAnswer', { code: 'ECONNRESET' }, true],
    ['cutAnswer', { code: 'ECONNRESET' }, true],
  ] as const)('fails a write of DynamoDB by %s, with %j; it is done: %s', async (kind, error, isDone) => {
    const { limits, put, isStored } = await dynamoDbWith({ [kind]: 1 });
    limits.faults.start();
    await expect(put()).rejects.toMatchObject(error);
    expect(limits.counts().injected).toEqual({ [`dynamodb.${kind}`]: 1 });
    expect(await isStored()).toBe(isDone);
  });

  it.each([
    ['throttle', { name: 'SlowDown', $metadata: { httpStatusCode: 503 } }],
    ['serverError', { name: 'InternalError', $metadata: { httpStatusCode: 500 } }],
    ['dropRequest', { code: 'ECONNRESET' }],
    ['cutAnswer', { code: 'ECONNRESET' }],
  ] as const)('fails a read of S3 by %s', async (kind, error) => {
    const { limits, put, read } = await objectsWith({ [kind]: 1 });
    await put();
    limits.faults.start();
    await expect(read()).rejects.toMatchObject(error);
  });

  it('ends an answer of S3 after a pause, also one without a body', async () => {
    const { limits, s3, object, put, read } = await objectsWith({ slowAnswer: 1 });
    limits.faults.start();
    await put();
    expect(await read()).toBe('hello');
    expect((await s3.send(new HeadObjectCommand(object))).ContentLength).toBe(5);
    expect(limits.counts().injected).toEqual({ 's3.slowAnswer': 3 });
  });

  it.each([
    ['throttle', { name: 'RequestThrottled' }],
    ['serverError', { name: 'InternalFailure' }],
  ] as const)('fails a message to SQS by %s', async (kind, error) => {
    const { limits, send } = await queueWith({ [kind]: 1 });
    limits.faults.start();
    await expect(send('hello')).rejects.toMatchObject(error);
  });

  it('delivers a message twice', async () => {
    const { limits, sqs, QueueUrl, send } = await queueWith({ duplicateMessage: 1 });
    limits.faults.start();
    await send('hello');
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    expect(Messages?.map(({ Body }) => Body)).toEqual(['hello', 'hello']);
  });

  it('delivers a message after one that was sent later', async () => {
    const { limits, sqs, QueueUrl, send } = await queueWith({ delayMessage: 1 });
    limits.faults.start();
    await send('first');
    const AttributeNames = ['ApproximateNumberOfMessagesDelayed'] as const;
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...AttributeNames] }),
    );
    expect(Attributes).toEqual({ ApproximateNumberOfMessagesDelayed: '1' });
    limits.faults.stop();
    await send('second');
    const seen: (string | undefined)[] = [];
    while (seen.length < 2) {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
      seen.push(...Messages.map(({ Body }) => Body));
    }
    expect(seen).toEqual(['second', 'first']);
  });
});
