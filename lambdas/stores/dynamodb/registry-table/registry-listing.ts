import { type DynamoDBClient, paginateQuery, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import type { Page, PageRequest } from '../../../ports/page.ts';
import { asStoreError } from '../../aws/aws-failure.ts';
import { readCursor, writeCursor } from '../../shared/listing-cursor.ts';
import type { Item } from '../item.ts';

/** The key attributes of the table `Registry`. */
export const REGISTRY_KEYS = ['kind', 'id'];

export function registryKey(kind: string, id: string): Item {
  return { kind: { S: kind }, id: { S: id } };
}

/**
 * One page of a kind, newest first, from the index `recent`, which follows the table within a second or so.
 * @throws StoreError `invalid-cursor`, `unavailable`.
 */
export async function listRecent(
  client: DynamoDBClient,
  tableName: string,
  kind: string,
  page: PageRequest,
): Promise<Page<Item>> {
  const after = page.cursor === undefined ? undefined : readCursor(page.cursor, kind);
  // One more than asked for: its presence tells that there is another page.
  const wanted = page.limit + 1;
  const items = await firstItems(client, wanted, {
    TableName: tableName,
    IndexName: 'recent',
    KeyConditionExpression: '#kind = :kind',
    ExpressionAttributeNames: { '#kind': 'kind' },
    ExpressionAttributeValues: { ':kind': { S: kind } },
    ScanIndexForward: false,
    Limit: wanted,
    ...(after && { ExclusiveStartKey: { ...registryKey(kind, after.id), createdAt: { S: after.at } } }),
  });
  const given = items.slice(0, page.limit);
  if (items.length <= page.limit) return { items: given };
  const last = given.at(-1);
  return { items: given, cursor: writeCursor(kind, { at: last?.createdAt?.S ?? '', id: last?.id?.S ?? '' }) };
}

/** Up to `count` items, from as many answers as it takes: one answer is cut at 1 MB. */
async function firstItems(client: DynamoDBClient, count: number, input: QueryCommandInput): Promise<Item[]> {
  const items: Item[] = [];
  try {
    for await (const answer of paginateQuery({ client }, input)) {
      items.push(...(answer.Items ?? []));
      if (items.length >= count) break;
    }
  } catch (cause) {
    throw asStoreError(`the listing of kind "${input.ExpressionAttributeValues?.[':kind']?.S}"`, cause);
  }
  return items.slice(0, count);
}
