import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ModelRecord, ModelRegistry, Page } from '../ports/model-registry.ts';
import { putConditionally, readConsistently } from './dynamodb-conditional-put.ts';
import { MODEL_KIND, modelItem, readModelItem } from './dynamodb-model-record.ts';
import { listRecent, REGISTRY_KEYS, registryKey } from './dynamodb-registry-listing.ts';

/**
 * The model versions in the table `Registry`.
 * Every method throws StoreError `unavailable`; `create` throws `too-large`, `get` and `list` throw `corrupt-record`,
 * `list` throws `invalid-cursor`.
 */
export class DynamoModelRegistry implements ModelRegistry {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  async create(record: ModelRecord): Promise<'created' | 'exists'> {
    const outcome = await putConditionally(this.#client, {
      tableName: this.#tableName,
      item: modelItem(record),
      keys: REGISTRY_KEYS,
      condition: { ConditionExpression: 'attribute_not_exists(id)' },
      what: `model "${record.version}"`,
    });
    return outcome.written ? 'created' : 'exists';
  }

  async get(version: string): Promise<ModelRecord | undefined> {
    const key = registryKey(MODEL_KIND, version);
    const item = await readConsistently(this.#client, this.#tableName, key, `model "${version}"`);
    return item && readModelItem(item);
  }

  async list(page: { limit: number; cursor?: string }): Promise<Page<ModelRecord>> {
    const { items, ...rest } = await listRecent(this.#client, this.#tableName, MODEL_KIND, page);
    return { items: items.map(readModelItem), ...rest };
  }
}
