/** A limit of AWS that the local services keep to. */
export interface AwsLimit {
  readonly service: 'HTTP API' | 'Lambda' | 'DynamoDB' | 'S3' | 'SQS';
  /** What is limited, for the documentation. */
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** What happens at the limit. */
  readonly answer: string;
  /** Kept always, because it costs nothing, or only with `--limits aws`. */
  readonly kept: 'always' | 'aws';
  /** AWS's page about it. */
  readonly source: string;
}

const HTTP_API = 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html';
const LAMBDA = 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html';
const DYNAMODB = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide';
const S3 = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide';
const SQS = 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html';

const KIBIBYTE = 1024;
const MEBIBYTE = 1024 ** 2;

/** Each limit is written here and nowhere else in lib/local. */
export const AWS_LIMITS = {
  requestHeadBytes: {
    service: 'HTTP API',
    what: 'request line and headers',
    value: 10 * KIBIBYTE,
    unit: 'bytes',
    answer: '431',
    kept: 'always',
    source: HTTP_API,
  },
  requestBodyBytes: {
    service: 'HTTP API',
    what: 'body of a request',
    value: 10 * MEBIBYTE,
    unit: 'bytes',
    answer: '413',
    kept: 'always',
    source: HTTP_API,
  },
  integrationSeconds: {
    service: 'HTTP API',
    what: 'time until a function answers; the function goes on',
    value: 30,
    unit: 'seconds',
    answer: '503',
    kept: 'always',
    source: HTTP_API,
  },
  invocationBytes: {
    service: 'Lambda',
    what: 'event of an invocation that is awaited, and its result',
    value: 6 * MEBIBYTE,
    unit: 'bytes',
    answer: '413 for the event, a failed function for the result, of which an HTTP API answers 502',
    kept: 'always',
    source: LAMBDA,
  },
  asyncInvocationBytes: {
    service: 'Lambda',
    what: 'event of an invocation that is not awaited',
    value: MEBIBYTE,
    unit: 'bytes',
    answer: '413',
    kept: 'always',
    source: LAMBDA,
  },
  concurrentExecutions: {
    service: 'Lambda',
    what: 'executions at once of all functions: of a new account; the default quota is 1,000',
    value: 10,
    unit: 'executions',
    answer: '429; an HTTP API answers 503, pollers and events wait',
    kept: 'aws',
    source: LAMBDA,
  },
  itemBytes: {
    service: 'DynamoDB',
    what: 'item, with the names of its attributes',
    value: 400 * KIBIBYTE,
    unit: 'bytes',
    answer: 'ValidationException',
    kept: 'always',
    source: `${DYNAMODB}/ServiceQuotas.html`,
  },
  batchBytes: {
    service: 'DynamoDB',
    what: 'request of a batch',
    value: 16 * MEBIBYTE,
    unit: 'bytes',
    answer: '413',
    kept: 'always',
    source: `${DYNAMODB}/ServiceQuotas.html`,
  },
  pageBytes: {
    service: 'DynamoDB',
    what: 'page of a query or a scan',
    value: MEBIBYTE,
    unit: 'bytes',
    answer: 'the page ends, with `LastEvaluatedKey`',
    kept: 'always',
    source: `${DYNAMODB}/ServiceQuotas.html`,
  },
  tableWriteUnits: {
    service: 'DynamoDB',
    what: 'writes of a new table, and of each index of it',
    value: 4000,
    unit: 'units a second',
    answer: 'ThrottlingException, or UnprocessedItems of a batch',
    kept: 'aws',
    source: `${DYNAMODB}/on-demand-capacity-mode.html`,
  },
  tableReadUnits: {
    service: 'DynamoDB',
    what: 'reads of a new table, and of each index of it',
    value: 12_000,
    unit: 'units a second',
    answer: 'ThrottlingException, or UnprocessedKeys of a batch',
    kept: 'aws',
    source: `${DYNAMODB}/on-demand-capacity-mode.html`,
  },
  burstSeconds: {
    service: 'DynamoDB',
    what: 'time for which unused units are kept',
    value: 300,
    unit: 'seconds',
    answer: 'older ones are lost',
    kept: 'aws',
    source: `${DYNAMODB}/burst-adaptive-capacity.html`,
  },
  partitionWriteUnits: {
    service: 'DynamoDB',
    what: 'writes of one partition key of a table or an index',
    value: 1000,
    unit: 'units a second',
    answer: 'ProvisionedThroughputExceededException, or UnprocessedItems of a batch',
    kept: 'aws',
    source: `${DYNAMODB}/bp-partition-key-design.html`,
  },
  partitionReadUnits: {
    service: 'DynamoDB',
    what: 'reads of one partition key of a table or an index',
    value: 3000,
    unit: 'units a second',
    answer: 'ProvisionedThroughputExceededException, or UnprocessedKeys of a batch',
    kept: 'aws',
    source: `${DYNAMODB}/bp-partition-key-design.html`,
  },
  objectKeyBytes: {
    service: 'S3',
    what: 'key of an object',
    value: 1024,
    unit: 'bytes',
    answer: '400 KeyTooLongError',
    kept: 'always',
    source: `${S3}/object-keys.html`,
  },
  objectPutBytes: {
    service: 'S3',
    what: 'object, or part of one, in one request; 999 MB here, by the database of the local S3',
    value: 5 * KIBIBYTE * MEBIBYTE,
    unit: 'bytes',
    answer: '400 EntityTooLarge',
    kept: 'always',
    source: `${S3}/upload-objects.html`,
  },
  bucketWrites: {
    service: 'S3',
    what: 'writes of a bucket that has not grown by prefixes',
    value: 3500,
    unit: 'requests a second',
    answer: '503 SlowDown',
    kept: 'aws',
    source: `${S3}/optimizing-performance.html`,
  },
  bucketReads: {
    service: 'S3',
    what: 'reads of a bucket that has not grown by prefixes',
    value: 5500,
    unit: 'requests a second',
    answer: '503 SlowDown',
    kept: 'aws',
    source: `${S3}/optimizing-performance.html`,
  },
  messageBytes: {
    service: 'SQS',
    what: 'message, and all messages of a batch together',
    value: MEBIBYTE,
    unit: 'bytes',
    answer: '400',
    kept: 'always',
    source: SQS,
  },
  batchMessages: {
    service: 'SQS',
    what: 'messages of a batch',
    value: 10,
    unit: 'messages',
    answer: '400',
    kept: 'always',
    source: SQS,
  },
} as const satisfies Record<string, AwsLimit>;

export type LimitName = keyof typeof AWS_LIMITS;
