import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { CatalogFloor } from '../../../ports/catalog-floor.ts';
import { putConditionally, readConsistently } from '../conditional-put.ts';
import { ItemReader } from '../item.ts';
import { REGISTRY_KINDS, registryKey } from './registry-items.ts';

const KEY = registryKey(REGISTRY_KINDS.catalog, 'floor');
const WHAT = 'the floor of the catalog';

/**
 * The floor of the catalog as an item of the table `Registry`.
 * Both methods throw StoreError `unavailable`; `read` throws `corrupt-record`.
 */
export class DynamoCatalogFloor implements CatalogFloor {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  async read(): Promise<string | undefined> {
    const item = await readConsistently(this.#client, this.#tableName, KEY, WHAT);
    return item && new ItemReader(item, WHAT).text('revision');
  }

  async raise(revision: string): Promise<void> {
    await putConditionally(this.#client, {
      tableName: this.#tableName,
      item: { ...KEY, revision: { S: revision } },
      key: KEY,
      condition: {
        ConditionExpression: 'attribute_not_exists(revision) OR revision < :revision',
        ExpressionAttributeValues: { ':revision': { S: revision } },
      },
      what: WHAT,
    });
  }
}
