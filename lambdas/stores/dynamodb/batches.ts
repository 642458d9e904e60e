import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  type DynamoDBClient,
  type KeysAndAttributes,
} from '@aws-sdk/client-dynamodb';
import { StoreError } from '../../ports/store-error.ts';
import { mapConcurrently } from '../../shared/concurrency.ts';
import { type Backoff, retry } from '../../shared/retry.ts';
import { callAws } from '../aws/aws-failure.ts';
import type { Item } from './item.ts';

const MAX_BATCH_KEYS = 100;
const CONCURRENT_BATCHES = 4;

/** Which items of which table to read, and which attributes. */
interface BatchGet extends Pick<KeysAndAttributes, 'ProjectionExpression' | 'ExpressionAttributeNames'> {
  readonly tableName: string;
  /** All different. */
  readonly keys: readonly Item[];
}

/**
 * Reads items, strongly consistent, 100 in a call. Keys that DynamoDB returns unprocessed (an answer has at most 16 MB) are
 * requested again. Only an answer without any item counts as a failed attempt.
 * @returns the items that exist, in no particular order.
 * @throws StoreError `unavailable` when some are still unread after the last attempt.
 */
export async function getBatches(client: DynamoDBClient, wanted: BatchGet, backoff: Backoff): Promise<Item[]> {
  const found: Item[] = [];
  await mapConcurrently(batchesOf(wanted.keys, MAX_BATCH_KEYS), CONCURRENT_BATCHES, async (keys) => {
    found.push(...(await getBatch(client, { ...wanted, keys }, backoff)));
  });
  return found;
}

async function getBatch(
  client: DynamoDBClient,
  { tableName, keys, ...projection }: BatchGet,
  backoff: Backoff,
): Promise<Item[]> {
  const found: Item[] = [];
  let unread = [...keys];
  /** One call; undefined when it read nothing. */
  const readSome = async () => {
    const RequestItems = { [tableName]: { Keys: unread, ConsistentRead: true, ...projection } };
    const command = new BatchGetItemCommand({ RequestItems });
    const answer = await callAws(`the read of ${unread.length} records`, () => client.send(command));
    const items = answer.Responses?.[tableName] ?? [];
    found.push(...items);
    unread = answer.UnprocessedKeys?.[tableName]?.Keys ?? [];
    return unread.length === 0 || items.length > 0 ? 'read' : undefined;
  };
  const exhausted = (failures: number) => leftOver(tableName, `${unread.length} of ${keys.length}`, 'unread', failures);
  while (unread.length > 0) await retry(readSome, { backoff, exhausted });
  return found;
}

function leftOver(tableName: string, records: string, state: 'unread' | 'unwritten', attempts: number): StoreError {
  return new StoreError(
    'unavailable',
    `DynamoDB left ${records} records of table "${tableName}" ${state} after ${attempts} attempts: try again.`,
  );
}

const MAX_BATCH_ITEMS = 25;

/**
 * Writes items without conditions, 25 in a call. Items that DynamoDB returns unprocessed are sent again.
 * @param items All of different keys.
 * @throws StoreError `unavailable` when some are still unwritten after the last attempt; the others are written.
 */
export async function putBatches(
  client: DynamoDBClient,
  tableName: string,
  items: readonly Item[],
  backoff: Backoff,
): Promise<void> {
  await mapConcurrently(batchesOf(items, MAX_BATCH_ITEMS), CONCURRENT_BATCHES, (batch) =>
    putBatch(client, tableName, batch, backoff),
  );
}

function batchesOf(items: readonly Item[], size: number): Item[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}

async function putBatch(
  client: DynamoDBClient,
  tableName: string,
  batch: readonly Item[],
  backoff: Backoff,
): Promise<void> {
  let requests = batch.map((item) => ({ PutRequest: { Item: item } }));
  const writeSome = async () => {
    const command = new BatchWriteItemCommand({ RequestItems: { [tableName]: requests } });
    const answer = await callAws(`the write of ${requests.length} records`, () => client.send(command));
    const unprocessed = answer.UnprocessedItems?.[tableName] ?? [];
    if (unprocessed.length === 0) return 'written';
    requests = unprocessed.flatMap(({ PutRequest }) =>
      PutRequest?.Item ? [{ PutRequest: { Item: PutRequest.Item } }] : [],
    );
    return undefined;
  };
  const exhausted = (failures: number) =>
    leftOver(tableName, `${requests.length} of ${batch.length}`, 'unwritten', failures);
  await retry(writeSome, { backoff, exhausted });
}
