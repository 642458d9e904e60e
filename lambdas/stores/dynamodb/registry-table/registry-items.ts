import { type DynamoDBClient, paginateQuery, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { REGISTRY_TABLE } from '../../../formats/table-layout.ts';
import type { Page, PageRequest } from '../../../ports/page.ts';
import { toStoreError } from '../../aws/aws-failure.ts';
import { readCursor, writeCursor } from '../../shared/listing-cursor.ts';
import type { Item } from '../item.ts';

const { partitionKey, sortKey, recent } = REGISTRY_TABLE;

/** The kinds of items in the table `Registry`, besides the kinds of jobs (ports/job-store.ts). */
export const REGISTRY_KINDS = {
  model: 'model',
  pointer: 'pointer',
  idempotency: 'idempotency',
  catalog: 'catalog',
  decisionsOf: (modelVersion: string) => `decision#${modelVersion}`,
  indexedIn: (indexName: string) => `indexed#${indexName}`,
  /** @param part The first digits of the hashes that the partition holds. */
  textVectorsOf: (part: string) => `text-vector#${part}`,
  textsOfDay: 'texts-of-day',
} as const;

/** The key of an item of the table `Registry`. */
export function registryKey(kind: string, id: string): Item {
  return { [partitionKey]: { S: kind }, [sortKey]: { S: id } };
}

/** The id of an item of the table; empty if the item has none. */
export function registryIdOf(item: Item): string {
  return item[sortKey]?.S ?? '';
}

/** The condition of a write that replaces nothing. */
export const IS_NEW = { ConditionExpression: `attribute_not_exists(${sortKey})` } as const;

/** The condition of a change of what is stored. */
export const IS_STORED = { ConditionExpression: `attribute_exists(${sortKey})` } as const;

/** The part of a query that selects the items of one kind. */
export function queryOfKind(tableName: string, kind: string) {
  return {
    TableName: tableName,
    KeyConditionExpression: '#kind = :kind',
    ExpressionAttributeNames: { '#kind': partitionKey },
    ExpressionAttributeValues: { ':kind': { S: kind } },
  };
}

/**
 * One page of a kind, newest first, from the index `recent`, which follows the table within about a second.
 * @throws StoreError `invalid-cursor`, `unavailable`
 */
export async function listRecent(
  client: DynamoDBClient,
  tableName: string,
  kind: string,
  page: PageRequest,
): Promise<Page<Item>> {
  const after = page.cursor === undefined ? undefined : readCursor(page.cursor, kind);
  // One more than requested: its presence shows that there is another page.
  const wanted = page.limit + 1;
  const items = await firstItems(client, kind, wanted, {
    ...queryOfKind(tableName, kind),
    IndexName: recent.indexName,
    ScanIndexForward: false,
    Limit: wanted,
    ...(after && { ExclusiveStartKey: { ...registryKey(kind, after.id), [recent.sortKey]: { S: after.at } } }),
  });
  const given = items.slice(0, page.limit);
  const last = given.at(-1);
  if (last === undefined || items.length <= page.limit) return { items: given };
  return { items: given, cursor: writeCursor(kind, { at: last[recent.sortKey]?.S ?? '', id: registryIdOf(last) }) };
}

/** Up to `count` items, from as many answers as needed: one answer has at most 1 MB. */
async function firstItems(
  client: DynamoDBClient,
  kind: string,
  count: number,
  input: QueryCommandInput,
): Promise<Item[]> {
  const items: Item[] = [];
  try {
    for await (const answer of paginateQuery({ client }, input)) {
      items.push(...(answer.Items ?? []));
      if (items.length >= count) break;
    }
  } catch (cause) {
    throw toStoreError(`the listing of kind "${kind}"`, cause);
  }
  return items.slice(0, count);
}
