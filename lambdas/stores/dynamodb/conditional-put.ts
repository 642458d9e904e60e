import { randomUUID } from 'node:crypto';
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { callAws } from '../aws/aws-failure.ts';
import type { Item } from './item.ts';
import { checkItemSize } from './item-size.ts';

/** Names the call that wrote an item: the SDK repeats a call whose answer was lost, and then finds its own item. */
const WRITE_ID = 'writeId';

/** An item, and the condition under which it is written. */
export interface ConditionalPut {
  readonly tableName: string;
  readonly item: Item;
  /** The key of the item, to read what is stored when the condition does not hold. */
  readonly key: Item;
  readonly condition: Pick<
    PutItemCommandInput,
    'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
  >;
  /** The record, for messages: `product "a"`. */
  readonly what: string;
}

/** `found` is the stored item; undefined if it is gone meanwhile. */
export type PutOutcome = { readonly written: true } | { readonly written: false; readonly found: Item | undefined };

/**
 * Writes an item if the condition holds, and otherwise reads the stored item.
 * @throws StoreError `too-large`, `unavailable`
 */
export async function putConditionally(client: DynamoDBClient, put: ConditionalPut): Promise<PutOutcome> {
  const { tableName, key, condition, what } = put;
  const writeId = randomUUID();
  const item: Item = { ...put.item, [WRITE_ID]: { S: writeId } };
  checkItemSize(item, what);
  if (await isWritten(client, { TableName: tableName, Item: item, ...condition }, what)) return { written: true };
  const found = await readConsistently(client, tableName, key, what);
  return found?.[WRITE_ID]?.S === writeId ? { written: true } : { written: false, found };
}

/** @returns whether the condition held. */
async function isWritten(client: DynamoDBClient, input: PutItemCommandInput, what: string): Promise<boolean> {
  try {
    await callAws(`the write of ${what}`, () => client.send(new PutItemCommand(input)));
    return true;
  } catch (cause) {
    if (cause instanceof ConditionalCheckFailedException) return false;
    throw cause;
  }
}

/** Reads an item, strongly consistent; undefined if there is none. @throws StoreError `unavailable` */
export async function readConsistently(
  client: DynamoDBClient,
  tableName: string,
  key: Item,
  what: string,
): Promise<Item | undefined> {
  const command = new GetItemCommand({ TableName: tableName, Key: key, ConsistentRead: true });
  const { Item: item } = await callAws(`the read of ${what}`, () => client.send(command));
  return item;
}
