import { once } from 'node:events';
import { connect } from 'node:net';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { CreateQueueCommand, SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, it } from 'vitest';
import { type LimitOptions, LocalLimits } from '../../../lib/local/limits/local-limits.ts';
import { objectServerForTests } from '../../support/local/local-servers.ts';

const closes: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closes.splice(0)) await close();
});

const Bucket = 'uploads';

async function serverWith(options: LimitOptions = {}) {
  const limits = new LocalLimits(options);
  const server = await objectServerForTests({ limits, attempts: 1 });
  closes.push(server.close);
  return { ...server, limits };
}

describe('limits of the local S3', () => {
  it('refuses a key above 1,024 bytes in UTF-8', async () => {
    const { s3, limits } = await serverWith();
    await s3.send(new CreateBucketCommand({ Bucket }));
    const put = (Key: string) => s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
    await put('\u00e4'.repeat(512));
    await expect(put(`${'\u00e4'.repeat(512)}x`)).rejects.toMatchObject({
      name: 'KeyTooLongError',
      $metadata: { httpStatusCode: 400 },
    });
    expect(limits.counts().met).toEqual({ objectKeyBytes: 1 });
  });

  it('refuses an object above 5 GB before it is sent', async () => {
    const { endpoint, limits } = await serverWith();
    const socket = connect(Number(new URL(endpoint).port), '127.0.0.1');
    const tooMany = 5 * 1024 ** 3 + 1;
    socket.write(`PUT /uploads/a HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: ${tooMany}\r\n\r\nx`);
    expect(String(await once(socket, 'data'))).toMatch(/^HTTP\/1.1 400 [\s\S]*<Code>EntityTooLarge<\/Code>/);
    socket.destroy();
    expect(limits.counts().met).toEqual({ objectPutBytes: 1 });
  });

  it('asks to slow down above the requests a second of a bucket, reads apart from writes', async () => {
    let now = 0;
    const limitValues = { bucketReads: 1, bucketWrites: 2 };
    const nowMilliseconds = () => now;
    const faults = { seed: 1, rates: {} };
    const { s3, limits } = await serverWith({ limits: 'aws', limitValues, nowMilliseconds, faults });
    await s3.send(new CreateBucketCommand({ Bucket }));
    const put = () => s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }));
    const get = () => s3.send(new GetObjectCommand({ Bucket, Key: 'a' }));
    const slowDown = { name: 'SlowDown', $metadata: { httpStatusCode: 503 } };
    await put();
    await expect(put()).rejects.toMatchObject(slowDown);
    await get();
    await expect(get()).rejects.toMatchObject(slowDown);
    expect(limits.counts().met).toEqual({ bucketReads: 1, bucketWrites: 1 });
    now += 1000;
    await put();
    await get();
  });
});

describe('limits of the local SQS', () => {
  const queue = async () => {
    const server = await serverWith();
    const { QueueUrl } = await server.sqs.send(new CreateQueueCommand({ QueueName: 'q' }));
    return { ...server, QueueUrl };
  };

  it('refuses a message above 1 MiB in UTF-8', async () => {
    const { sqs, QueueUrl, limits } = await queue();
    const send = (MessageBody: string) => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    await send('\u00e4'.repeat(512 * 1024));
    await expect(send('\u00e4'.repeat(512 * 1024 + 1))).rejects.toThrow('Message must be shorter than 1048576 bytes.');
    expect(limits.counts().met).toEqual({ messageBytes: 1 });
  });

  it('refuses a batch of more than 10 messages, or of more than 1 MiB together', async () => {
    const { sqs, QueueUrl, limits } = await queue();
    const send = (count: number, MessageBody: string) => {
      const Entries = Array.from({ length: count }, (_, i) => ({ Id: String(i), MessageBody }));
      return sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    };
    await send(10, 'x');
    await expect(send(11, 'x')).rejects.toMatchObject({
      name: expect.stringContaining('TooManyEntriesInBatchRequest'),
    });
    await expect(send(2, 'x'.repeat(600_000))).rejects.toMatchObject({
      name: expect.stringContaining('BatchRequestTooLong'),
    });
    expect(limits.counts().met).toEqual({ batchMessages: 1, messageBytes: 1 });
  });
});
