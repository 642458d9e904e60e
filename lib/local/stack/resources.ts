import { join } from 'node:path';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { startDynamoDb } from '../dynamodb/dynamodb-server.ts';
import type { LocalLimits } from '../limits/local-limits.ts';
import { startObjectServer } from '../objects/object-server.ts';
import { LOCAL_API_ENDPOINT, LOCAL_REGION } from '../template/intrinsic-functions.ts';
import type { CorsRule, StackModel, TableModel } from '../template/stack-model.ts';
import { notify } from '../triggers/upload-notifications.ts';

/** Endpoints of the local services. */
export interface Endpoints {
  readonly dynamodb: string;
  /** S3 and SQS. */
  readonly objects: string;
}

/** Presigned URLs are checked with these; all other requests only need some credentials. */
export const LOCAL_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

/** SDK clients for the local services. */
export interface Clients {
  readonly dynamodb: DynamoDBClient;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
}

/** Creates SDK clients for the endpoints. */
export function createClients(endpoints: Endpoints): Clients {
  const common = { region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS };
  return {
    dynamodb: new DynamoDBClient({ ...common, endpoint: endpoints.dynamodb }),
    s3: new S3Client({ ...common, endpoint: endpoints.objects, forcePathStyle: true }),
    sqs: new SQSClient({ ...common, endpoint: endpoints.objects }),
  };
}

/** The cleanup steps of everything that was started; they run in reverse order. */
export class Teardown {
  readonly #steps: (() => unknown)[] = [];

  add(step: () => unknown): void {
    this.#steps.unshift(step);
  }

  async run(): Promise<void> {
    for (const step of this.#steps.splice(0)) await step();
  }
}

/** The storage of the local stack. */
export interface LocalResources {
  readonly endpoints: Endpoints;
  readonly clients: Clients;
  /** URLs of the queues by name. */
  readonly queueUrls: ReadonlyMap<string, string>;
  /** Says where the HTTP API listens: its pages may send uploads. */
  readonly servePagesAt: (apiUrl: string) => void;
}

/** Starts DynamoDB, S3 and SQS with the tables, buckets, queues and notifications of the template. */
export async function startResources(
  home: string,
  model: StackModel,
  limits: LocalLimits,
  teardown: Teardown,
): Promise<LocalResources> {
  let resources: LocalResources | undefined;
  let apiUrl = LOCAL_API_ENDPOINT;
  const dynamodb = await startDynamoDb({ dataDir: join(home, 'dynamodb'), limits });
  teardown.add(() => dynamodb.close());
  const objects = await startObjectServer({
    dataDir: join(home, 'objects'),
    limits,
    onObjectEvent: (event) =>
      resources && notify(event, model.notifications, resources.queueUrls, resources.clients.sqs),
    signatures: { ...LOCAL_CREDENTIALS, region: LOCAL_REGION },
    corsOf: (bucket) => (model.cors.find((one) => one.bucket === bucket)?.rules ?? []).map((rule) => at(rule, apiUrl)),
  });
  teardown.add(() => objects.close());
  const endpoints = { dynamodb: dynamodb.endpoint, objects: objects.endpoint };
  const clients = createClients(endpoints);
  teardown.add(() => Object.values(clients).forEach((client) => void client.destroy()));
  const servePagesAt = (url: string) => {
    apiUrl = url;
  };
  resources = { endpoints, clients, queueUrls: await createResources(model, clients), servePagesAt };
  return resources;
}

/** A rule for the address of the API on this machine, also by its name. */
function at(rule: CorsRule, apiUrl: string): CorsRule {
  const names = [apiUrl, apiUrl.replace('127.0.0.1', 'localhost')];
  const origins = rule.AllowedOrigins.flatMap((origin) => (origin === LOCAL_API_ENDPOINT ? names : origin));
  return { ...rule, AllowedOrigins: origins };
}

/** Creates the tables, buckets and queues that do not exist yet. @returns the URLs of the queues by name */
export async function createResources(model: StackModel, clients: Clients): Promise<ReadonlyMap<string, string>> {
  for (const table of model.tables) await createTable(clients.dynamodb, table);
  for (const bucket of model.buckets) await createBucket(clients.s3, bucket);
  const deadLettersFirst = [...model.queues].sort(
    (a, b) => Number('RedrivePolicy' in a.attributes) - Number('RedrivePolicy' in b.attributes),
  );
  const urls = new Map<string, string>();
  for (const { name, attributes } of deadLettersFirst) {
    const { QueueUrl } = await clients.sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
    urls.set(name, QueueUrl!);
  }
  return urls;
}

async function createTable(client: DynamoDBClient, { name, definition }: TableModel): Promise<void> {
  const describe = () => client.send(new DescribeTableCommand({ TableName: name }));
  try {
    await describe();
    return;
  } catch (cause) {
    if (!isNamed(cause, 'ResourceNotFoundException')) throw cause;
  }
  // CloudFormation's properties of a table have the names that CreateTable takes.
  await client.send(new CreateTableCommand({ ...definition, TableName: name } as unknown as CreateTableCommandInput));
  // A local table is ready after a millisecond, so polling without a pause is fine.
  for (;;) {
    const { Table } = await describe();
    const indexes = Table?.GlobalSecondaryIndexes ?? [];
    if (Table?.TableStatus === 'ACTIVE' && indexes.every((index) => index.IndexStatus === 'ACTIVE')) return;
  }
}

async function createBucket(client: S3Client, bucket: string): Promise<void> {
  try {
    await client.send(new HeadBucketCommand({ Bucket: bucket }));
  } catch {
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
  }
}

function isNamed(cause: unknown, name: string): boolean {
  return cause instanceof Error && cause.name === name;
}
