import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { StoreError } from '../../../ports/store-error.ts';
import { answered } from '../../aws/aws-failure.ts';
import type { Item } from '../item.ts';
import { vectorProjection } from './vector-record.ts';

/** One page of a partition of the index `changes`. */
export interface ShardPage {
  readonly shard: string;
  readonly items: readonly Item[];
  /** The key that the next page begins after; null after the last one. */
  readonly end: Item | null;
}

/** How far each partition was read: to a key, or to its end (null). One that is not in it has not been read at all. */
export type Places = Record<string, Item | null>;

/**
 * The pages of one partition, by the time of the changes: what changes while it is read moves behind its reader's place.
 * @param from The key to begin after. @param since RFC 3339, inclusive. @throws StoreError `unavailable`
 */
export async function* pagesOfChanges(
  client: DynamoDBClient,
  TableName: string,
  shard: string,
  { since, from }: { readonly since?: string | undefined; readonly from?: Item | null | undefined },
): AsyncGenerator<ShardPage, void, void> {
  let at = from ?? undefined;
  do {
    const command = new QueryCommand({
      TableName,
      IndexName: 'changes',
      KeyConditionExpression: `changeShard = :shard${since === undefined ? '' : ' AND updatedAt >= :since'}`,
      ExpressionAttributeValues: {
        ':shard': { S: shard },
        ...(since !== undefined && { ':since': { S: since } }),
      },
      ...vectorProjection,
      ...(at && { ExclusiveStartKey: at }),
    });
    const page = await answered(`the changes of "${shard}"`, () => client.send(command));
    at = page.LastEvaluatedKey;
    yield { shard, items: page.Items ?? [], end: at ?? null };
  } while (at !== undefined);
}

/** Places as the text of a cursor. */
export function writePlaces(places: Places): string {
  return JSON.stringify(places);
}

/** @param cursor Undefined: nothing has been read. @throws StoreError `invalid-cursor` */
export function readPlaces(cursor: string | undefined): Places {
  if (cursor === undefined) return {};
  try {
    const places: unknown = JSON.parse(cursor);
    // Only `writePlaces` makes objects of this kind; DynamoDB refuses keys that are not its own.
    if (typeof places === 'object' && places !== null && !Array.isArray(places)) return places as Places;
  } catch {
    // Told below, as anything else that is no cursor.
  }
  throw new StoreError('invalid-cursor', `"${cursor}" is no place in the changes, expected a cursor of theirs.`);
}
