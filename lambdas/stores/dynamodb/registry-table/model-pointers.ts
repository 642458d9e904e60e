import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ModelPointers, Pointer, PointerMove, PointerName } from '../../../ports/model-pointers.ts';
import { putConditionally, readConsistently } from '../conditional-put.ts';
import { type Item, ItemReader } from '../item.ts';
import { REGISTRY_KEYS, registryKey } from './registry-listing.ts';

const POINTER_KIND = 'pointer';

/**
 * The pointers `head` and `live` in the table `Registry`, each moved by one conditional write.
 * Both methods throw StoreError `unavailable`, `read` throws `corrupt-record`.
 */
export class DynamoModelPointers implements ModelPointers {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  async read(name: PointerName): Promise<Pointer | undefined> {
    const key = registryKey(POINTER_KIND, name);
    const item = await readConsistently(this.#client, this.#tableName, key, `pointer "${name}"`);
    if (item === undefined) return undefined;
    const reader = new ItemReader(item, `pointer "${name}"`);
    return { version: reader.text('version'), movedAt: reader.text('movedAt') };
  }

  async move(name: PointerName, change: { from: string | undefined; to: string; at: string }): Promise<PointerMove> {
    const { from, to, at } = change;
    // A move to where it stands must leave `movedAt` as it is, so there is nothing to write.
    if (from === to) return (await this.read(name))?.version === to ? 'stands' : 'conflict';
    const outcome = await putConditionally(this.#client, {
      tableName: this.#tableName,
      item: { ...registryKey(POINTER_KIND, name), version: { S: to }, movedAt: { S: at } },
      keys: REGISTRY_KEYS,
      condition: standsAt(from),
      what: `pointer "${name}"`,
    });
    if (outcome.written) return 'moved';
    return versionOf(outcome.found) === to ? 'stands' : 'conflict';
  }
}

function standsAt(version: string | undefined) {
  if (version === undefined) return { ConditionExpression: 'attribute_not_exists(version)' };
  return { ConditionExpression: 'version = :from', ExpressionAttributeValues: { ':from': { S: version } } };
}

function versionOf(item: Item | undefined): string | undefined {
  return item?.version?.S;
}
