import { afterAll, beforeAll, expect } from 'vitest';
import { fullJitter } from '../../../lambdas/shared/retry.ts';
import { DynamoEmbeddedCatalog } from '../../../lambdas/stores/dynamodb/products-table/embedded-catalog.ts';
import { DynamoProductStore } from '../../../lambdas/stores/dynamodb/products-table/product-store.ts';
import { DynamoVectorStore } from '../../../lambdas/stores/dynamodb/products-table/vector-store.ts';
import { DynamoCatalogFloor } from '../../../lambdas/stores/dynamodb/registry-table/catalog-floor.ts';
import { DynamoDecisionLog } from '../../../lambdas/stores/dynamodb/registry-table/decision-log.ts';
import { DynamoIdempotencyStore } from '../../../lambdas/stores/dynamodb/registry-table/idempotency-store.ts';
import { DynamoJobStore } from '../../../lambdas/stores/dynamodb/registry-table/job-store.ts';
import { DynamoModelPointers } from '../../../lambdas/stores/dynamodb/registry-table/model-pointers.ts';
import { DynamoModelRegistry } from '../../../lambdas/stores/dynamodb/registry-table/model-registry.ts';
import { DynamoTextVectorStore } from '../../../lambdas/stores/dynamodb/registry-table/text-vector-store.ts';
import { describeCatalogFloor } from '../../contracts/catalog-floor.contract.ts';
import { describeDecisionLog } from '../../contracts/decision-log.contract.ts';
import { describeEmbeddedCatalog } from '../../contracts/embedded-catalog.contract.ts';
import { describeIdempotencyStore } from '../../contracts/idempotency-store.contract.ts';
import { describeJobStore } from '../../contracts/job-store.contract.ts';
import { describeModelPointers } from '../../contracts/model-pointers.contract.ts';
import { describeModelRegistry } from '../../contracts/model-registry.contract.ts';
import { describeCatalogPages, describeProductStore } from '../../contracts/product-store.contract.ts';
import { describeTextVectorStore } from '../../contracts/text-vectors.contract.ts';
import { describeVectorStore } from '../../contracts/vector-store.contract.ts';
import { dynamoDbForTests } from '../../support/local/local-servers.ts';
import { createProductsTable, createRegistryTable } from '../../support/stores/tables.ts';

let dynamoDb: Awaited<ReturnType<typeof dynamoDbForTests>>;
beforeAll(async () => {
  dynamoDb = await dynamoDbForTests();
});
afterAll(() => dynamoDb.close());

const products = () => createProductsTable(dynamoDb.client);
const registry = () => createRegistryTable(dynamoDb.client);

describeCatalogPages('DynamoProductStore', async () => new DynamoProductStore(dynamoDb.client, await products()));
describeProductStore('DynamoProductStore', async () => new DynamoProductStore(dynamoDb.client, await products()));
describeVectorStore('DynamoVectorStore', async () => new DynamoVectorStore(dynamoDb.client, await products()));
describeEmbeddedCatalog('DynamoEmbeddedCatalog', async () => {
  const [client, table] = [dynamoDb.client, await products()];
  return {
    catalog: new DynamoEmbeddedCatalog(client, table),
    products: new DynamoProductStore(client, table),
    vectors: new DynamoVectorStore(client, table),
  };
});
describeModelRegistry('DynamoModelRegistry', async () => new DynamoModelRegistry(dynamoDb.client, await registry()));
describeCatalogFloor('DynamoCatalogFloor', async () => new DynamoCatalogFloor(dynamoDb.client, await registry()));
describeModelPointers('DynamoModelPointers', async () => new DynamoModelPointers(dynamoDb.client, await registry()));
describeIdempotencyStore(
  'DynamoIdempotencyStore',
  async () => new DynamoIdempotencyStore(dynamoDb.client, await registry()),
);
describeJobStore('DynamoJobStore', async () => new DynamoJobStore(dynamoDb.client, await registry()));
describeDecisionLog('DynamoDecisionLog', async () => new DynamoDecisionLog(dynamoDb.client, await registry()));
describeTextVectorStore('DynamoTextVectorStore', async () => {
  const options = { backoff: fullJitter(), onCorrupt: (cause: unknown) => expect.fail(String(cause)) };
  return new DynamoTextVectorStore(dynamoDb.client, await registry(), options);
});
