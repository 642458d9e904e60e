import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it } from 'vitest';
import { startDynamoDb } from '../../../lib/local/dynamodb/dynamodb-server.ts';
import { dynamoDbForTests } from '../../support/local/local-servers.ts';
import { createProductsTable } from '../../support/stores/tables.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kindred-dynamodb-'));
  cleanups.push(() => rm(folder, { recursive: true }));
  return folder;
}

const item = { productId: { S: 'a' }, record: { S: 'product' }, revision: { S: '1' } };
const key = { productId: item.productId, record: item.record };

describe('the local DynamoDB', () => {
  it('listens only on 127.0.0.1, on a free port by default', async () => {
    const server = await startDynamoDb();
    cleanups.push(server.close);
    expect(server.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    await expect(fetch(server.endpoint.replace('127.0.0.1', '127.0.0.2'))).rejects.toThrow();
  });

  it('persists tables and items between starts, and creates its folder', async () => {
    const dataDir = join(await temporaryFolder(), 'made', 'here');
    const first = await dynamoDbForTests({ dataDir });
    const TableName = await createProductsTable(first.client);
    await first.client.send(new PutItemCommand({ TableName, Item: item }));
    await first.close();
    const second = await dynamoDbForTests({ dataDir });
    cleanups.push(second.close);
    const read = await second.client.send(new GetItemCommand({ TableName, Key: key }));
    expect(read.Item).toEqual(item);
  });

  it('throws for a folder that another server uses', async () => {
    const dataDir = await temporaryFolder();
    const server = await startDynamoDb({ dataDir });
    cleanups.push(server.close);
    await expect(startDynamoDb({ dataDir })).rejects.toThrow('failed to open');
  });

  it('closes despite idle connections of SDK clients, and may be closed twice', async () => {
    const { endpoint, client, close } = await dynamoDbForTests();
    cleanups.push(async () => client.destroy());
    await createProductsTable(client);
    await close();
    await close();
    await expect(fetch(endpoint)).rejects.toThrow();
  });

  it('throws EADDRINUSE for a port in use', async () => {
    const server = await startDynamoDb();
    cleanups.push(server.close);
    await expect(startDynamoDb({ port: Number(new URL(server.endpoint).port) })).rejects.toThrow('EADDRINUSE');
  });
});
