import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { PRODUCTS_TABLE } from '../../../formats/table-layout.ts';
import { StoreError } from '../../../ports/store-error.ts';
import { callAws } from '../../aws/aws-failure.ts';
import type { Item } from '../item.ts';
import { vectorProjection } from './vector-record.ts';

const { indexName, partitionKey, sortKey } = PRODUCTS_TABLE.changes;

/** One page of a partition of the index `changes`. */
export interface ShardPage {
  readonly shard: string;
  readonly items: readonly Item[];
  /** The key after which the next page begins; null after the last page. */
  readonly end: Item | null;
}

/** How far each partition was read: to a key, or to its end (null). A partition that is missing here is unread. */
export type Positions = Record<string, Item | null>;

/** What to read of a partition. */
export interface WantedChanges {
  /** RFC 3339, inclusive. @default all */
  readonly since?: string | undefined;
  /** The key to begin after. @default the beginning */
  readonly from?: Item | null | undefined;
  /** Whether DynamoDB leaves out what is no removal: pages then have few items, or none. @default false */
  readonly onlyRemovals?: boolean;
}

/**
 * The pages of one partition, ordered by the time of the changes: a product that changes during the reading moves to the end.
 * @throws StoreError `unavailable`
 */
export async function* pagesOfChanges(
  client: DynamoDBClient,
  TableName: string,
  shard: string,
  { since, from, onlyRemovals = false }: WantedChanges,
): AsyncGenerator<ShardPage, void, void> {
  let at = from ?? undefined;
  do {
    const command = new QueryCommand({
      TableName,
      IndexName: indexName,
      KeyConditionExpression: `${partitionKey} = :shard${since === undefined ? '' : ` AND ${sortKey} >= :since`}`,
      ExpressionAttributeValues: {
        ':shard': { S: shard },
        ...(since !== undefined && { ':since': { S: since } }),
      },
      ...vectorProjection,
      ...(onlyRemovals && { FilterExpression: 'attribute_exists(#removed)' }),
      ...(at && { ExclusiveStartKey: at }),
    });
    const page = await callAws(`the changes of "${shard}"`, () => client.send(command));
    at = page.LastEvaluatedKey;
    yield { shard, items: page.Items ?? [], end: at ?? null };
  } while (at !== undefined);
}

/** Positions as the text of a cursor. */
export function writePositions(positions: Positions): string {
  return JSON.stringify(positions);
}

/** @param cursor Undefined: nothing is read yet. @throws StoreError `invalid-cursor` */
export function readPositions(cursor: string | undefined): Positions {
  if (cursor === undefined) return {};
  try {
    const positions: unknown = JSON.parse(cursor);
    // Only `writePositions` makes such objects; DynamoDB refuses keys that are not its own.
    if (typeof positions === 'object' && positions !== null && !Array.isArray(positions)) return positions as Positions;
  } catch {
    // The error below covers it, like any other text that is not a cursor.
  }
  throw new StoreError(
    'invalid-cursor',
    `"${cursor}" is not a cursor of this list of changes: read from the beginning.`,
  );
}
