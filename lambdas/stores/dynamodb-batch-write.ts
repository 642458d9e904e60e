import { BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Backoff } from '../ports/backoff.ts';
import { StoreError } from '../ports/store-error.ts';
import { answered } from './aws-failure.ts';
import { forEachConcurrently } from './concurrency.ts';
import type { Item } from './dynamodb-item.ts';

const MAX_BATCH_ITEMS = 25;
const CONCURRENT_BATCHES = 4;

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
  await forEachConcurrently(batchesOf(items), CONCURRENT_BATCHES, (batch) =>
    putBatch(client, tableName, batch, backoff),
  );
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
  for (let failures = 0; failures < backoff.attempts; failures++) {
    if (failures > 0) await backoff.wait(failures);
    const command = new BatchWriteItemCommand({ RequestItems: { [tableName]: requests } });
    const answer = await answered(`the write of ${requests.length} records`, () => client.send(command));
    const unprocessed = answer.UnprocessedItems?.[tableName] ?? [];
    if (unprocessed.length === 0) return;
    requests = unprocessed.flatMap(({ PutRequest }) =>
      PutRequest?.Item ? [{ PutRequest: { Item: PutRequest.Item } }] : [],
    );
  }
  throw new StoreError(
    'unavailable',
    `DynamoDB left ${requests.length} of ${batch.length} records of table "${tableName}" unwritten after ` +
      `${backoff.attempts} attempts: try again.`,
  );
}
