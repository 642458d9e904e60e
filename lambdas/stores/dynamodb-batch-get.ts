import { BatchGetItemCommand, type DynamoDBClient, type KeysAndAttributes } from '@aws-sdk/client-dynamodb';
import type { Backoff } from '../ports/backoff.ts';
import { StoreError } from '../ports/store-error.ts';
import { answered } from './aws-failure.ts';
import { forEachConcurrently } from './concurrency.ts';
import type { Item } from './dynamodb-item.ts';

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
  await forEachConcurrently(batches, CONCURRENT_BATCHES, async (keys) => {
    found.push(...(await getBatch(client, { ...wanted, keys }, backoff)));
  });
  return found;
}

async function getBatch(
  client: DynamoDBClient,
  { tableName, keys: batch, ...projection }: BatchGet,
  backoff: Backoff,
): Promise<Item[]> {
  const found: Item[] = [];
  let keys = [...batch];
  for (let failures = 0; failures < backoff.attempts; ) {
    if (failures > 0) await backoff.wait(failures);
    const RequestItems = { [tableName]: { Keys: keys, ConsistentRead: true, ...projection } };
    const command = new BatchGetItemCommand({ RequestItems });
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
