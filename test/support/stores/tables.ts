import { randomUUID } from 'node:crypto';
import { CreateTableCommand, type DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { PRODUCTS_TABLE, REGISTRY_TABLE } from '../../../lambdas/formats/table-layout.ts';

type TableShape = Pick<typeof PRODUCTS_TABLE | typeof REGISTRY_TABLE, 'partitionKey' | 'sortKey'>;
type IndexShape = typeof PRODUCTS_TABLE.changes | typeof REGISTRY_TABLE.recent;

/** Creates an empty table `Products` as in the stack. @returns its name, which is unique. */
export function createProductsTable(client: DynamoDBClient): Promise<string> {
  return createTable(client, `Products-${randomUUID()}`, PRODUCTS_TABLE, PRODUCTS_TABLE.changes);
}

/** Creates an empty table `Registry` as in the stack. @returns its name, which is unique. */
export function createRegistryTable(client: DynamoDBClient): Promise<string> {
  return createTable(client, `Registry-${randomUUID()}`, REGISTRY_TABLE, REGISTRY_TABLE.recent);
}

async function createTable(
  client: DynamoDBClient,
  TableName: string,
  shape: TableShape,
  index: IndexShape,
): Promise<string> {
  const names = new Set<string>([shape.partitionKey, shape.sortKey, index.partitionKey, index.sortKey]);
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [...names].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: keySchema(shape.partitionKey, shape.sortKey),
      GlobalSecondaryIndexes: [
        {
          IndexName: index.indexName,
          KeySchema: keySchema(index.partitionKey, index.sortKey),
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 600, minDelay: 0.005, maxDelay: 0.05 }, { TableName });
  return TableName;
}

function keySchema(partitionKey: string, sortKey: string) {
  return [
    { AttributeName: partitionKey, KeyType: 'HASH' as const },
    { AttributeName: sortKey, KeyType: 'RANGE' as const },
  ];
}
