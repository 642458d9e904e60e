import { BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Backoff } from '../ports/backoff.ts';
import { StoreError } from '../ports/store-error.ts';
import { answered } from './aws-failure.ts';
import { forEachConcurrently } from './concurrency.ts';
import type { Item } from './dynamodb-item.ts';

const MAX_BATCH_KEYS = 100;
const CONCURRENT_BATCHES = 4;

/**
 * Reads items as the last write left them, 100 at a time. What DynamoDB hands back (an answer has 16 MB at most) is asked for
 * again; one that gives some of what it was asked for is no failure.
 * @param keys No two the same. @returns those that are there, in no particular order.
 * @throws StoreError `unavailable` when some are still unread after the last attempt.
 */
export async function getBatches(
  client: DynamoDBClient,
  tableName: string,
  keys: readonly Item[],
  backoff: Backoff,
): Promise<Item[]> {
  const found: Item[] = [];
  const starts = Array.from({ length: Math.ceil(keys.length / MAX_BATCH_KEYS) }, (_, i) => i * MAX_BATCH_KEYS);
  await forEachConcurrently(starts, CONCURRENT_BATCHES, async (start) => {
    found.push(...(await getBatch(client, tableName, keys.slice(start, start + MAX_BATCH_KEYS), backoff)));
  });
  return found;
}

async function getBatch(
  client: DynamoDBClient,
  tableName: string,
  batch: readonly Item[],
  backoff: Backoff,
): Promise<Item[]> {
  const found: Item[] = [];
  let keys = [...batch];
  for (let failures = 0; failures < backoff.attempts; ) {
    if (failures > 0) await backoff.wait(failures);
    const command = new BatchGetItemCommand({ RequestItems: { [tableName]: { Keys: keys, ConsistentRead: true } } });
    const answer = await answered(`the read of ${keys.length} records`, () => client.send(command));
    const items = answer.Responses?.[tableName] ?? [];
    found.push(...items);
    keys = answer.UnprocessedKeys?.[tableName]?.Keys ?? [];
    if (keys.length === 0) return found;
    failures = items.length > 0 ? 0 : failures + 1;
  }
  throw new StoreError(
    'unavailable',
    `DynamoDB left ${keys.length} of ${batch.length} records of table "${tableName}" unread after ` +
      `${backoff.attempts} attempts: try again.`,
  );
}
