import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  type DynamoDBClient,
  type KeysAndAttributes,
} from '@aws-sdk/client-dynamodb';
import { StoreError } from '../../ports/store-error.ts';
import { mapConcurrently } from '../../shared/concurrency.ts';
import { type Backoff, retry } from '../../shared/retry.ts';
import { answered } from '../aws/aws-failure.ts';
import type { Item } from './item.ts';

const MAX_BATCH_KEYS = 100;
const CONCURRENT_BATCHES = 4;

/** Which items of which table, and what of them. */
interface BatchGet extends Pick<KeysAndAttributes, 'ProjectionExpression' | 'ExpressionAttributeNames'> {
  readonly tableName: string;
  /** No two the same. */
  readonly keys: readonly Item[];
}

/**
 * Reads items as the last write left them, 100 at a time. What DynamoDB hands back (an answer has 16 MB at most) is asked for
 * again; one that gives some of what it was asked for is no failure.
 * @returns those that are there, in no particular order.
 * @throws StoreError `unavailable` when some are still unread after the last attempt.
 */
export async function getBatches(client: DynamoDBClient, wanted: BatchGet, backoff: Backoff): Promise<Item[]> {
  const found: Item[] = [];
  const count = Math.ceil(wanted.keys.length / MAX_BATCH_KEYS);
  const batches = Array.from({ length: count }, (_, i) =>
    wanted.keys.slice(i * MAX_BATCH_KEYS, (i + 1) * MAX_BATCH_KEYS),
  );
  await mapConcurrently(batches, CONCURRENT_BATCHES, async (keys) => {
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
    const answer = await answered(`the read of ${unread.length} records`, () => client.send(command));
    const items = answer.Responses?.[tableName] ?? [];
    found.push(...items);
    unread = answer.UnprocessedKeys?.[tableName]?.Keys ?? [];
    return unread.length === 0 || items.length > 0 ? 'read' : undefined;
  };
  const exhausted = () => leftOver(tableName, `${unread.length} of ${keys.length}`, 'unread', backoff);
  while (unread.length > 0) await retry(readSome, { backoff, exhausted });
  return found;
}

function leftOver(
  tableName: string,
  records: string,
  state: 'unread' | 'unwritten',
  { attempts }: Backoff,
): StoreError {
  return new StoreError(
    'unavailable',
    `DynamoDB left ${records} records of table "${tableName}" ${state} after ${attempts} attempts: try again.`,
  );
}

const MAX_BATCH_ITEMS = 25;

/**
 * Puts items without conditions, 25 at a time. What DynamoDB hands back is sent again.
 * @param items No two of the same key.
 * @throws StoreError `unavailable` when some are still unprocessed after the last attempt; the others are written.
 */
export async function putBatches(
  client: DynamoDBClient,
  tableName: string,
  items: readonly Item[],
  backoff: Backoff,
): Promise<void> {
  await mapConcurrently(batchesOf(items), CONCURRENT_BATCHES, (batch) => putBatch(client, tableName, batch, backoff));
}

function batchesOf(items: readonly Item[]): Item[][] {
  const count = Math.ceil(items.length / MAX_BATCH_ITEMS);
  return Array.from({ length: count }, (_, index) =>
    items.slice(index * MAX_BATCH_ITEMS, (index + 1) * MAX_BATCH_ITEMS),
  );
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
    const answer = await answered(`the write of ${requests.length} records`, () => client.send(command));
    const unprocessed = answer.UnprocessedItems?.[tableName] ?? [];
    if (unprocessed.length === 0) return 'written';
    requests = unprocessed.flatMap(({ PutRequest }) =>
      PutRequest?.Item ? [{ PutRequest: { Item: PutRequest.Item } }] : [],
    );
    return undefined;
  };
  const exhausted = () => leftOver(tableName, `${requests.length} of ${batch.length}`, 'unwritten', backoff);
  await retry(writeSome, { backoff, exhausted });
}
