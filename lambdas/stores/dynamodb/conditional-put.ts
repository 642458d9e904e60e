import { randomUUID } from 'node:crypto';
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { answered } from '../aws/aws-failure.ts';
import { checkItemSize, type Item } from './item.ts';

/** Names the call that wrote an item: the SDK repeats a call that lost its answer, and then meets its own item. */
const WRITE_ID = 'writeId';

export interface ConditionalPut {
  readonly tableName: string;
  readonly item: Item;
  /** Names of the key attributes of the table. */
  readonly keys: readonly string[];
  readonly condition: Pick<
    PutItemCommandInput,
    'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
  >;
  /** What is written, for messages: `product "a"`. */
  readonly what: string;
}

/** `found` is what stood in the way: absent when it has gone meanwhile. */
export type PutOutcome = { readonly written: true } | { readonly written: false; readonly found: Item | undefined };

/**
 * Puts an item if the condition holds, and otherwise reads what is there.
 * @throws StoreError `too-large`, `unavailable`.
 */
export async function putConditionally(client: DynamoDBClient, put: ConditionalPut): Promise<PutOutcome> {
  const { tableName, keys, condition, what } = put;
  const writeId = randomUUID();
  const item: Item = { ...put.item, [WRITE_ID]: { S: writeId } };
  checkItemSize(item, what);
  if (await succeeds(client, { TableName: tableName, Item: item, ...condition }, what)) return { written: true };
  const key = Object.fromEntries(keys.map((name) => [name, item[name]!]));
  const found = await readConsistently(client, tableName, key, what);
  return found?.[WRITE_ID]?.S === writeId ? { written: true } : { written: false, found };
}

/** @returns whether the condition held. */
async function succeeds(client: DynamoDBClient, input: PutItemCommandInput, what: string): Promise<boolean> {
  try {
    await answered(`the write of ${what}`, () => client.send(new PutItemCommand(input)));
    return true;
  } catch (cause) {
    if (cause instanceof ConditionalCheckFailedException) return false;
    throw cause;
  }
}

/** The item as the last write left it, or undefined. @throws StoreError `unavailable`. */
export async function readConsistently(
  client: DynamoDBClient,
  tableName: string,
  key: Item,
  what: string,
): Promise<Item | undefined> {
  const command = new GetItemCommand({ TableName: tableName, Key: key, ConsistentRead: true });
  const { Item: item } = await answered(`the read of ${what}`, () => client.send(command));
  return item;
}
