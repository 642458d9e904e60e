import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  EXPIRY_ATTRIBUTE,
  PRODUCTS_TABLE,
  VECTOR_INDEX,
  type VectorIndexShape,
} from '../../../formats/table-layout.ts';
import type { StoreError } from '../../../ports/store-error.ts';
import type {
  ChangePage,
  NotEmbeddableMark,
  RemovedVector,
  StoredVector,
  VectorChange,
  VectorRemoval,
  VectorStore,
} from '../../../ports/vector-store.ts';
import { mapConcurrently, mergeConcurrently } from '../../../shared/concurrency.ts';
import { type Backoff, fullJitter } from '../../../shared/retry.ts';
import { callAws } from '../../aws/aws-failure.ts';
import { isRemoval } from '../../shared/vector-change.ts';
import { getBatches, putBatches } from '../batches.ts';
import { readConsistently } from '../conditional-put.ts';
import { type Item, readItems } from '../item.ts';
import { checkItemSize } from '../item-size.ts';
import { pagesOfChanges, readPositions, type ShardPage, type WantedChanges, writePositions } from './change-pages.ts';
import { CHANGE_SHARDS, changeShardsOf } from './change-shards.ts';
import { keyText, productIdOf, vectorKey } from './product-keys.ts';
import { indexAttributes } from './vector-index-item.ts';
import { isCurrent, readVectorItem, removedVectorItem, vectorItem, vectorProjection } from './vector-record.ts';

const CONCURRENT_PUTS = 32;
const CONCURRENT_SHARDS = 8;

export interface VectorStoreOptions {
  /** Called for each record that a reading omits because it cannot be read. @default nothing */
  readonly onCorrupt?: (error: StoreError) => void;
  /** The vector index of the table, if it has one: vectors are written for it too. @default none */
  readonly index?: VectorIndexShape;
  /** For items that DynamoDB returns unprocessed. @default 8 attempts with full jitter */
  readonly backoff?: Backoff;
}

/**
 * The vectors in the table `Products`. `get` is strongly consistent; `changes` reads the partitions of the index `changes`,
 * which follows the table within about a second.
 * Every method throws StoreError `unavailable`; `get` throws `corrupt-record`, `putMany` throws `too-large`.
 */
export class DynamoVectorStore implements VectorStore {
  readonly changeParts = CHANGE_SHARDS;
  readonly #client: DynamoDBClient;
  readonly #tableName: string;
  readonly #onCorrupt: (error: StoreError) => void;
  readonly #index: VectorIndexShape | undefined;
  readonly #backoff: Backoff;

  constructor(client: DynamoDBClient, tableName: string, options: VectorStoreOptions = {}) {
    this.#client = client;
    this.#tableName = tableName;
    this.#onCorrupt = options.onCorrupt ?? (() => {});
    this.#index = options.index;
    this.#backoff = options.backoff ?? fullJitter();
  }

  async get(productId: string, modelVersion: string): Promise<StoredVector | undefined> {
    const change = await this.#readOne(productId, modelVersion);
    return change?.kind === 'written' ? change.stored : undefined;
  }

  async whyNotEmbeddable(productId: string, modelVersion: string): Promise<NotEmbeddableMark | undefined> {
    const change = await this.#readOne(productId, modelVersion);
    return change?.kind === 'removed' ? change.notEmbeddable : undefined;
  }

  async getMany(productIds: readonly string[], modelVersion: string): Promise<ReadonlyMap<string, StoredVector>> {
    const keys = [...new Set(productIds)].map((id) => vectorKey(id, modelVersion));
    const items = await getBatches(
      this.#client,
      { tableName: this.#tableName, keys, ...vectorProjection },
      this.#backoff,
    );
    const found = readItems(items.filter(isCurrent), readVectorItem, this.#onCorrupt);
    return new Map(found.flatMap((one) => (one.kind === 'written' ? [[one.stored.productId, one.stored]] : [])));
  }

  async putMany(vectors: readonly StoredVector[], options: { updatedAt: string; onlyNewer?: boolean }): Promise<void> {
    const { updatedAt, onlyNewer = true } = options;
    const items = lastOfEachKey(vectors.map((stored) => this.#itemOf(stored, updatedAt)));
    for (const item of items) checkItemSize(item, `the vector of product "${productIdOf(item)}"`);
    if (!onlyNewer) return putBatches(this.#client, this.#tableName, items, this.#backoff);
    await mapConcurrently(items, CONCURRENT_PUTS, (item) => this.#putUnlessNewerIsStored(item));
  }

  async remove(productId: string, modelVersion: string, at: VectorRemoval): Promise<void> {
    await this.#putUnlessNewerIsStored(removedVectorItem(productId, modelVersion, at));
  }

  async *expire(modelVersion: string, at: string): AsyncIterable<number> {
    for await (const { items } of this.#pagesOf(modelVersion)) {
      // Tombstones expire by themselves.
      const changes = this.#read(items).filter((change) => change.kind === 'written' || change.notEmbeddable);
      await mapConcurrently(changes, CONCURRENT_PUTS, (change) =>
        this.#expireOne(change.kind === 'written' ? change.stored.productId : change.productId, modelVersion, at),
      );
      if (changes.length > 0) yield changes.length;
    }
  }

  async *changes(modelVersion: string, since?: string, parts?: readonly number[]): AsyncIterable<VectorChange> {
    for await (const { items } of this.#pagesOf(modelVersion, { since }, parts)) yield* this.#read(items);
  }

  async *removals(modelVersion: string, since: string): AsyncIterable<RemovedVector> {
    for await (const { items } of this.#pagesOf(modelVersion, { since, onlyRemovals: true }))
      yield* this.#read(items).filter(isRemoval);
  }

  async *changePages(modelVersion: string, after?: string): AsyncIterable<ChangePage> {
    const positions = readPositions(after);
    const pages = changeShardsOf(modelVersion)
      .filter((shard) => positions[shard] !== null)
      .map((shard) => () => pagesOfChanges(this.#client, this.#tableName, shard, { from: positions[shard] }));
    for await (const { shard, items, end } of mergeConcurrently(pages, CONCURRENT_SHARDS)) {
      positions[shard] = end;
      yield { changes: this.#read(items), cursor: writePositions(positions) };
    }
  }

  async #readOne(productId: string, modelVersion: string): Promise<VectorChange | undefined> {
    const key = vectorKey(productId, modelVersion);
    const item = await readConsistently(this.#client, this.#tableName, key, `the vector of product "${productId}"`);
    return item && isCurrent(item) ? readVectorItem(item) : undefined;
  }

  #pagesOf(modelVersion: string, wanted: WantedChanges = {}, parts?: readonly number[]): AsyncIterable<ShardPage> {
    const shards = changeShardsOf(modelVersion);
    const pages = (parts?.map((part) => shards[part]!) ?? shards).map(
      (shard) => () => pagesOfChanges(this.#client, this.#tableName, shard, wanted),
    );
    return mergeConcurrently(pages, CONCURRENT_SHARDS);
  }

  #read(items: readonly Item[]): VectorChange[] {
    return readItems(items.filter(isCurrent), readVectorItem, this.#onCorrupt);
  }

  #itemOf(stored: StoredVector, updatedAt: string): Item {
    return { ...vectorItem(stored, updatedAt), ...(this.#index && indexAttributes(this.#index, stored)) };
  }

  /** Removes the vector from the vector index at once: it counts as deleted from now on, and DynamoDB deletes it later. */
  async #expireOne(productId: string, modelVersion: string, at: string): Promise<void> {
    const command = new UpdateItemCommand({
      TableName: this.#tableName,
      Key: vectorKey(productId, modelVersion),
      UpdateExpression: `SET ${EXPIRY_ATTRIBUTE} = :at${this.#index ? ` REMOVE ${VECTOR_INDEX.vectorAttribute(this.#index.dimensions)}` : ''}`,
      ConditionExpression: `attribute_exists(${PRODUCTS_TABLE.partitionKey})`,
      ExpressionAttributeValues: { ':at': { N: String(Math.floor(Date.parse(at) / 1000)) } },
    });
    try {
      await callAws(`the expiry of the vector of product "${productId}"`, () => this.#client.send(command));
    } catch (cause) {
      // An earlier expiry deleted the vector already.
      if (!(cause instanceof ConditionalCheckFailedException)) throw cause;
    }
  }

  /** Writes the item unless a newer revision is stored. */
  async #putUnlessNewerIsStored(item: Item): Promise<void> {
    const command = new PutItemCommand({
      TableName: this.#tableName,
      Item: item,
      ConditionExpression: 'attribute_not_exists(revision) OR revision <= :revision',
      ExpressionAttributeValues: { ':revision': item.revision! },
    });
    try {
      await callAws(`the write of the vector of product "${productIdOf(item)}"`, () => this.#client.send(command));
    } catch (cause) {
      if (!(cause instanceof ConditionalCheckFailedException)) throw cause;
    }
  }
}

function lastOfEachKey(items: readonly Item[]): Item[] {
  return [...new Map(items.map((item) => [keyText(item), item])).values()];
}
