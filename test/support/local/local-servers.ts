import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { type DynamoDbOptions, startDynamoDb } from '../../../lib/local/dynamodb/dynamodb-server.ts';
import { type ObjectServerOptions, startObjectServer } from '../../../lib/local/objects/object-server.ts';

/** The local servers check the signatures of presigned URLs alone, but the SDK must sign. */
const settings = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

/** How often a client asks. @default 3, as the SDK */
interface Attempts {
  readonly attempts?: number;
}

export function dynamoDbClient(endpoint: string, { attempts = 3 }: Attempts = {}): DynamoDBClient {
  return new DynamoDBClient({ ...settings, endpoint, maxAttempts: attempts });
}

export function s3Client(endpoint: string, { attempts = 3 }: Attempts = {}): S3Client {
  return new S3Client({ ...settings, endpoint, maxAttempts: attempts, forcePathStyle: true });
}

function sqsClient(endpoint: string, { attempts = 3 }: Attempts): SQSClient {
  return new SQSClient({ ...settings, endpoint, maxAttempts: attempts });
}

/** A client that asks once. */
export function textModelClient(endpoint: string): BedrockRuntimeClient {
  return new BedrockRuntimeClient({ ...settings, endpoint, maxAttempts: 1, requestHandler: new NodeHttpHandler() });
}

/** A DynamoDB on a free port and a client for it; `close` ends both. */
export async function dynamoDbForTests(options: DynamoDbOptions & Attempts = {}) {
  const server = await startDynamoDb(options);
  const client = dynamoDbClient(server.endpoint, options);
  const close = async () => {
    client.destroy();
    await server.close();
  };
  return { endpoint: server.endpoint, client, close };
}

/** S3 and SQS on a free port and clients for them; `close` ends all. */
export async function objectServerForTests(options: ObjectServerOptions & Attempts = {}) {
  const server = await startObjectServer(options);
  const s3 = s3Client(server.endpoint, options);
  const sqs = sqsClient(server.endpoint, options);
  const close = async () => {
    s3.destroy();
    sqs.destroy();
    await server.close();
  };
  return { endpoint: server.endpoint, s3, sqs, close };
}
