import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type DynamoDbOptions, startDynamoDb } from '../../../lib/local/dynamodb/dynamodb-server.ts';
import { type ObjectServerOptions, startObjectServer } from '../../../lib/local/objects/object-server.ts';

/** The local servers check the signatures of presigned URLs alone, but the SDK must sign. */
const settings = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

export function dynamoDbClient(endpoint: string): DynamoDBClient {
  return new DynamoDBClient({ ...settings, endpoint });
}

export function s3Client(endpoint: string): S3Client {
  return new S3Client({ ...settings, endpoint, forcePathStyle: true });
}

function sqsClient(endpoint: string): SQSClient {
  return new SQSClient({ ...settings, endpoint });
}

/** A DynamoDB on a free port and a client for it; `close` ends both. */
export async function dynamoDbForTests(options: DynamoDbOptions = {}) {
  const server = await startDynamoDb(options);
  const client = dynamoDbClient(server.endpoint);
  const close = async () => {
    client.destroy();
    await server.close();
  };
  return { endpoint: server.endpoint, client, close };
}

/** S3 and SQS on a free port and clients for them; `close` ends all. */
export async function objectServerForTests(options: ObjectServerOptions = {}) {
  const server = await startObjectServer(options);
  const s3 = s3Client(server.endpoint);
  const sqs = sqsClient(server.endpoint);
  const close = async () => {
    s3.destroy();
    sqs.destroy();
    await server.close();
  };
  return { endpoint: server.endpoint, s3, sqs, close };
}
