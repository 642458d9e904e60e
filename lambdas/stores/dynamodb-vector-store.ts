import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  paginateQuery,
  type QueryCommandInput,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { StoreError } from '../ports/store-error.ts';
import type { StoredVector, VectorChange, VectorStore } from '../ports/vector-store.ts';
import { answered, asStoreError } from './aws-failure.ts';
import { type Backoff, fullJitter } from './backoff.ts';
import { forEachConcurrently, mergeConcurrently } from './concurrency.ts';
import { putBatches } from './dynamodb-batch-write.ts';
import { readConsistently } from './dynamodb-conditional-put.ts';
import { checkItemSize, type Item, readItems } from './dynamodb-item.ts';
import { isKept, readVectorItem, removedVectorItem, vectorItem, vectorKey } from './dynamodb-vector-record.ts';
import { changeShardsOf } from './dynamodb-vector-shards.ts';

const CONCURRENT_PUTS = 16;
const CONCURRENT_SHARDS = 8;

export interface VectorStoreOptions {
  /** Told of records that `changes` leaves out because they cannot be read. @default nothing */
  readonly onCorrupt?: (error: StoreError) => void;
  /** For what DynamoDB hands back unprocessed. @default 8 attempts with full jitter */
  readonly backoff?: Backoff;
}

/**
 * The vectors in the table `Products`. `get` is strongly consistent; `changes` reads the index `changes`, which
 * follows the table within a second or so, one partition after the other.
 * Every method throws StoreError `unavailable`; `get` throws `corrupt-record`, `putMany` throws `too-large`.
 */
export class DynamoVectorStore implements VectorStore {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;
  readonly #onCorrupt: (error: StoreError) => void;
  readonly #backoff: Backoff;

  constructor(client: DynamoDBClient, tableName: string, options: VectorStoreOptions = {}) {
    this.#client = client;
    this.#tableName = tableName;
    this.#onCorrupt = options.onCorrupt ?? (() => {});
    this.#backoff = options.backoff ?? fullJitter;
  }

  async get(productId: string, modelVersion: string): Promise<StoredVector | undefined> {
    const key = vectorKey(productId, modelVersion);
    const item = await readConsistently(this.#client, this.#tableName, key, `the vector of product "${productId}"`);
    const change = item && isKept(item) ? readVectorItem(item) : undefined;
    return change?.kind === 'written' ? change.stored : undefined;
  }

  async putMany(vectors: readonly StoredVector[], options: { updatedAt: string; onlyNewer?: boolean }): Promise<void> {
    const { updatedAt, onlyNewer = true } = options;
    const items = lastOfEachKey(vectors.map((stored) => vectorItem(stored, updatedAt)));
    for (const item of items) checkItemSize(item, `the vector of product "${item.productId?.S}"`);
    if (!onlyNewer) return putBatches(this.#client, this.#tableName, items, this.#backoff);
    await forEachConcurrently(items, CONCURRENT_PUTS, (item) => this.#putUnlessOlder(item));
  }

  async remove(productId: string, modelVersion: string, at: { revision: string; updatedAt: string }): Promise<void> {
    await this.#putUnlessOlder(removedVectorItem(productId, modelVersion, at));
  }

  async expire(modelVersion: string, at: string): Promise<void> {
    const shards = changeShardsOf(modelVersion).map((shard) => () => this.#changesOf(shard, undefined));
    for await (const page of mergeConcurrently(shards, CONCURRENT_SHARDS)) {
      await forEachConcurrently(page, CONCURRENT_PUTS, async (change) => {
        if (change.kind === 'written') await this.#expireOne(change.stored.productId, modelVersion, at);
      });
    }
  }

  async *changes(modelVersion: string, since?: string): AsyncIterable<VectorChange> {
    const shards = changeShardsOf(modelVersion).map((shard) => () => this.#changesOf(shard, since));
    for await (const page of mergeConcurrently(shards, CONCURRENT_SHARDS)) yield* page;
  }

  async *#changesOf(changeShard: string, since: string | undefined): AsyncGenerator<VectorChange[], void, void> {
    const sinceCondition = since === undefined ? '' : ' AND updatedAt >= :since';
    const input: QueryCommandInput = {
      TableName: this.#tableName,
      IndexName: 'changes',
      KeyConditionExpression: `changeShard = :shard${sinceCondition}`,
      ExpressionAttributeValues: {
        ':shard': { S: changeShard },
        ...(since !== undefined && { ':since': { S: since } }),
      },
    };
    try {
      for await (const page of paginateQuery({ client: this.#client }, input)) {
        yield readItems((page.Items ?? []).filter(isKept), readVectorItem, this.#onCorrupt);
      }
    } catch (cause) {
      throw asStoreError(`the changes of "${changeShard}"`, cause);
    }
  }

  async #expireOne(productId: string, modelVersion: string, at: string): Promise<void> {
    const command = new UpdateItemCommand({
      TableName: this.#tableName,
      Key: vectorKey(productId, modelVersion),
      UpdateExpression: 'SET expiresAt = :at',
      ConditionExpression: 'attribute_exists(productId)',
      ExpressionAttributeValues: { ':at': { N: String(Math.floor(Date.parse(at) / 1000)) } },
    });
    try {
      await answered(`the expiry of the vector of product "${productId}"`, () => this.#client.send(command));
    } catch (cause) {
      // Gone already, by an expiry before.
      if (!(cause instanceof ConditionalCheckFailedException)) throw cause;
    }
  }

  /** Keeps what is stored when it is of a newer revision. */
  async #putUnlessOlder(item: Item): Promise<void> {
    const command = new PutItemCommand({
      TableName: this.#tableName,
      Item: item,
      ConditionExpression: 'attribute_not_exists(revision) OR revision <= :revision',
      ExpressionAttributeValues: { ':revision': item.revision! },
    });
    try {
      await answered(`the write of the vector of product "${item.productId?.S}"`, () => this.#client.send(command));
    } catch (cause) {
      if (!(cause instanceof ConditionalCheckFailedException)) throw cause;
    }
  }
}

function lastOfEachKey(items: readonly Item[]): Item[] {
  return [...new Map(items.map((item) => [JSON.stringify([item.record?.S, item.productId?.S]), item])).values()];
}
