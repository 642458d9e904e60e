import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { CALL_ATTEMPTS, CONNECTION_TIMEOUT_MILLISECONDS, REQUEST_TIMEOUT_MILLISECONDS } from '../shared/call-times.ts';
import { stampAttempts } from './stamped-attempts.ts';
import { keepPace } from './throttling.ts';

const created = new Map<string, unknown>();

/** Creates the object of this name at the first call, and returns the same one later. */
export function once<T>(name: string, create: () => T): T {
  if (!created.has(name)) created.set(name, create());
  return created.get(name) as T;
}

/** What `once` created under this name; undefined if nothing yet. */
export function made<T>(name: string): T | undefined {
  return created.get(name) as T | undefined;
}

/** Weights and uploads have many megabytes. */
const OBJECT_TIMEOUT_MILLISECONDS = 15_000;

/**
 * Steps of the SDK that Kindred does not need: the user agent, the detection of recursive calls of Lambda, and a logger that is not
 * set. Without them, an ingest writes about 8 % more lines a second; each line is a put.
 */
const OMITTED_STEPS = ['getUserAgentMiddleware', 'recursionDetectionMiddleware', 'loggerMiddleware'];

/** The SDK reads region, credentials and endpoints from the environment. */
function clientSettings(requestTimeout: number) {
  return {
    maxAttempts: CALL_ATTEMPTS,
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT_MILLISECONDS,
      requestTimeout,
      // Without this, the SDK only logs a timeout and continues to wait.
      throwOnRequestTimeout: true,
    },
  };
}

/** The client of DynamoDB. */
export function dynamoDb(): DynamoDBClient {
  return once('dynamoDb', () => {
    const client = new DynamoDBClient({
      ...clientSettings(REQUEST_TIMEOUT_MILLISECONDS),
      // The steps of a command never change, and resolving them for each put takes a twelfth of its processor time. Commands of a
      // kind then share one endpoint, which is right for tables, but not for buckets.
      cacheMiddleware: true,
    });
    for (const step of OMITTED_STEPS) client.middlewareStack.remove(step);
    keepPace(client);
    stampAttempts(client);
    return client;
  });
}

/** The client of S3, with buckets in the path of a local endpoint. */
export function s3(): S3Client {
  return once('s3', () => {
    const forcePathStyle = process.env.AWS_ENDPOINT_URL_S3 !== undefined;
    return new S3Client({
      ...clientSettings(OBJECT_TIMEOUT_MILLISECONDS),
      forcePathStyle,
      // TLS protects objects on their way. Weights and segments are checked with their own SHA-256, so a second checksum of
      // all their bytes would only take time.
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
  });
}

/** A client of SQS. */
export function sqs(): SQSClient {
  return new SQSClient(clientSettings(REQUEST_TIMEOUT_MILLISECONDS));
}

/** A client of Lambda. */
export function lambda(): LambdaClient {
  return new LambdaClient(clientSettings(REQUEST_TIMEOUT_MILLISECONDS));
}
