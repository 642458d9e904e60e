import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { callAws } from '../../../lambdas/stores/aws/aws-failure.ts';
import { DynamoModelPointers } from '../../../lambdas/stores/dynamodb/registry-table/model-pointers.ts';
import { S3UploadStore } from '../../../lambdas/stores/s3/upload-store.ts';
import { S3WeightsStore } from '../../../lambdas/stores/s3/weights-store.ts';

const dynamoClient = new DynamoDBClient({ region: 'us-east-1' });
const s3Client = new S3Client({ region: 'us-east-1' });
const [dynamoDb, s3] = [mockClient(dynamoClient), mockClient(s3Client)];
const refusal = (name: string, httpStatusCode: number) =>
  Object.assign(new Error('User: arn:aws:sts::1:assumed-role/x is not authorized'), {
    name,
    $metadata: { httpStatusCode },
  });

beforeEach(() => {
  dynamoDb.reset();
  s3.reset();
});

describe('a deployment that AWS refuses', () => {
  it.each([
    ['a missing permission of DynamoDB', 'AccessDeniedException', 400],
    ['a missing table', 'ResourceNotFoundException', 400],
    ['credentials that ended', 'ExpiredTokenException', 400],
    ['credentials of another account', 'UnrecognizedClientException', 400],
    ['a key of KMS that may not be used', 'KMSAccessDeniedException', 400],
    ['any other refusal by its status', 'SomethingNew', 403],
  ])(
    'is misconfigured, with its cause, and without names of accounts in the message: %s',
    async (_what, name, status) => {
      const cause = refusal(name, status);
      dynamoDb.on(GetItemCommand).rejects(cause);
      const reading = new DynamoModelPointers(dynamoClient, 'Registry').read('live');
      await expect(reading).rejects.toMatchObject({ code: 'misconfigured', cause });
      await expect(reading).rejects.not.toThrow('arn:');
      await expect(reading).rejects.toThrow(`AWS refused the read of pointer "live" (${name})`);
    },
  );

  it.each([
    ['AccessDenied', 403],
    ['Forbidden', 403],
    ['NoSuchBucket', 404],
  ])('is misconfigured in S3 too, and no missing object: %s', async (name, status) => {
    s3.on(HeadObjectCommand).rejects(refusal(name, status)).on(GetObjectCommand).rejects(refusal(name, status));
    await expect(new S3UploadStore(s3Client, 'uploads').find('catalog/a.jsonl')).rejects.toMatchObject({
      code: 'misconfigured',
    });
    await expect(new S3WeightsStore(s3Client, 'models').load('m-1')).rejects.toMatchObject({ code: 'misconfigured' });
  });
});

describe('other failures', () => {
  it.each(['NoSuchKey', 'NotFound'])('are missing objects as before: %s', async (name) => {
    s3.on(HeadObjectCommand).rejects(refusal(name, 404)).on(GetObjectCommand).rejects(refusal(name, 404));
    expect(await new S3UploadStore(s3Client, 'uploads').find('catalog/a.jsonl')).toBeUndefined();
    expect(await new S3WeightsStore(s3Client, 'models').load('m-1')).toBeUndefined();
  });

  it('that are temporary stay so, and those of the code are thrown as they are', async () => {
    const failWith = (cause: unknown) => callAws('a call', () => Promise.reject(cause));
    await expect(failWith(refusal('ThrottlingException', 400))).rejects.toMatchObject({ code: 'unavailable' });
    await expect(failWith(refusal('InternalError', 500))).rejects.toMatchObject({ code: 'unavailable' });
    const fault = refusal('ValidationException', 400);
    await expect(failWith(fault)).rejects.toBe(fault);
  });
});
