import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { EXPIRY_ATTRIBUTE, REGISTRY_TABLE } from '../../../formats/table-layout.ts';
import type { StoreError } from '../../../ports/store-error.ts';
import type { CachedTextVector, TextVectorStore } from '../../../ports/text-vectors/text-vector-store.ts';
import type { Backoff } from '../../../shared/retry.ts';
import { callAws } from '../../aws/aws-failure.ts';
import { getBatches, putBatches } from '../batches.ts';
import { type Item, ItemReader, readItems } from '../item.ts';
import { REGISTRY_KINDS, registryIdOf, registryKey } from './registry-items.ts';

const COUNT = 'texts';
/** The count of a day is of no use after it. */
const COUNT_KEPT_SECONDS = 2 * 24 * 60 * 60;
/** Hex digits of the hash that choose the partition: 256 partitions share the load of an upload. */
const PARTITION_DIGITS = 2;

export interface DynamoTextVectorStoreOptions {
  /** Waits before records are sent again that DynamoDB returned unprocessed. */
  readonly backoff: Backoff;
  /** Receives why an entry cannot be read. */
  readonly onCorrupt: (cause: StoreError) => void;
}

/**
 * Vectors of texts as items of the table `Registry`, which DynamoDB deletes some time after they expire.
 * All methods throw StoreError `unavailable`.
 */
export class DynamoTextVectorStore implements TextVectorStore {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;
  readonly #options: DynamoTextVectorStoreOptions;

  constructor(client: DynamoDBClient, tableName: string, options: DynamoTextVectorStoreOptions) {
    this.#client = client;
    this.#tableName = tableName;
    this.#options = options;
  }

  async getMany(hashes: readonly string[]): Promise<ReadonlyMap<string, CachedTextVector>> {
    const { backoff, onCorrupt } = this.#options;
    const keys = hashes.map(keyOf);
    const items = await getBatches(this.#client, { tableName: this.#tableName, keys }, backoff);
    return new Map(readItems(items, readItem, onCorrupt));
  }

  putMany(entries: readonly (CachedTextVector & { readonly hash: string })[]): Promise<void> {
    return putBatches(this.#client, this.#tableName, entries.map(itemOf), this.#options.backoff);
  }

  async addToDay(day: string, texts: number): Promise<number> {
    const command = new UpdateItemCommand({
      TableName: this.#tableName,
      Key: registryKey(REGISTRY_KINDS.textsOfDay, day),
      UpdateExpression: `ADD #count :texts SET ${EXPIRY_ATTRIBUTE} = :expiry`,
      ExpressionAttributeNames: { '#count': COUNT },
      ExpressionAttributeValues: {
        ':texts': { N: String(texts) },
        ':expiry': { N: String(Math.ceil(Date.parse(day) / 1000) + COUNT_KEPT_SECONDS) },
      },
      ReturnValues: 'UPDATED_NEW',
    });
    const { Attributes = {} } = await callAws(`the count of texts of ${day}`, () => this.#client.send(command));
    return Number(Attributes[COUNT]?.N);
  }
}

function keyOf(hash: string): Item {
  return registryKey(REGISTRY_KINDS.textVectorsOf(hash.slice(0, PARTITION_DIGITS)), hash);
}

function itemOf({ hash, vector, expiresAt }: CachedTextVector & { readonly hash: string }): Item {
  return {
    ...keyOf(hash),
    vector: { B: new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength) },
    expires: { S: expiresAt },
    [EXPIRY_ATTRIBUTE]: { N: String(Math.ceil(Date.parse(expiresAt) / 1000)) },
  };
}

function readItem(item: Item): [string, CachedTextVector] {
  const hash = registryIdOf(item);
  const reader = new ItemReader(item, `the vector of a text, ${REGISTRY_TABLE.sortKey} "${hash}"`);
  const bytes = reader.bytes('vector');
  if (bytes.length === 0 || bytes.length % Float32Array.BYTES_PER_ELEMENT !== 0)
    reader.fail(`"vector" has ${bytes.length} bytes, expected a multiple of ${Float32Array.BYTES_PER_ELEMENT}`);
  // A copy, because the bytes may begin anywhere in the answer.
  return [hash, { vector: new Float32Array(Uint8Array.from(bytes).buffer), expiresAt: reader.text('expires') }];
}
