import { DeleteItemCommand, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { IndexedVersions } from '../../../ports/vector-index.ts';
import { callAws } from '../../aws/aws-failure.ts';
import { readConsistently } from '../conditional-put.ts';
import { REGISTRY_KINDS, registryKey } from './registry-items.ts';

/** The versions that are in one vector index, stored in the table `Registry`. Every method throws StoreError `unavailable`. */
export class DynamoIndexedVersions implements IndexedVersions {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;
  readonly #kind: string;

  constructor(client: DynamoDBClient, tableName: string, indexName: string) {
    this.#client = client;
    this.#tableName = tableName;
    this.#kind = REGISTRY_KINDS.indexedIn(indexName);
  }

  async has(modelVersion: string): Promise<boolean> {
    const key = registryKey(this.#kind, modelVersion);
    return (
      (await readConsistently(this.#client, this.#tableName, key, `the indexed version ${modelVersion}`)) !== undefined
    );
  }

  async add(modelVersion: string, at: string): Promise<void> {
    const command = new PutItemCommand({
      TableName: this.#tableName,
      Item: { ...registryKey(this.#kind, modelVersion), createdAt: { S: at } },
    });
    await callAws(`the write of the indexed version ${modelVersion}`, () => this.#client.send(command));
  }

  async remove(modelVersion: string): Promise<void> {
    const command = new DeleteItemCommand({ TableName: this.#tableName, Key: registryKey(this.#kind, modelVersion) });
    await callAws(`the removal of the indexed version ${modelVersion}`, () => this.#client.send(command));
  }
}
