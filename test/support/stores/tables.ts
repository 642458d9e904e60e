import { randomUUID } from 'node:crypto';
import { CreateTableCommand, type DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';

interface TableShape {
  readonly partitionKey: string;
  readonly sortKey: string;
  readonly index: { readonly name: string; readonly partitionKey: string; readonly sortKey: string };
}

const productsShape: TableShape = {
  partitionKey: 'productId',
  sortKey: 'record',
  index: { name: 'changes', partitionKey: 'changeShard', sortKey: 'updatedAt' },
};
const registryShape: TableShape = {
  partitionKey: 'kind',
  sortKey: 'id',
  index: { name: 'recent', partitionKey: 'kind', sortKey: 'createdAt' },
};

/** Creates an empty table `Products` as in the stack. @returns its name, which is unique. */
export function createProductsTable(client: DynamoDBClient): Promise<string> {
  return createTable(client, `Products-${randomUUID()}`, productsShape);
}

/** Creates an empty table `Registry` as in the stack. @returns its name, which is unique. */
export function createRegistryTable(client: DynamoDBClient): Promise<string> {
  return createTable(client, `Registry-${randomUUID()}`, registryShape);
}

async function createTable(client: DynamoDBClient, TableName: string, shape: TableShape): Promise<string> {
  const { index } = shape;
  const names = new Set([shape.partitionKey, shape.sortKey, index.partitionKey, index.sortKey]);
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [...names].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: keySchema(shape.partitionKey, shape.sortKey),
      GlobalSecondaryIndexes: [
        {
          IndexName: index.name,
          KeySchema: keySchema(index.partitionKey, index.sortKey),
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 0.005, maxDelay: 0.05 }, { TableName });
  return TableName;
}

function keySchema(partitionKey: string, sortKey: string) {
  return [
    { AttributeName: partitionKey, KeyType: 'HASH' as const },
    { AttributeName: sortKey, KeyType: 'RANGE' as const },
  ];
}
