import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { StoreError } from '../../ports/store-error.ts';
import type { Item } from './item.ts';

/** DynamoDB's limit for one item, including the attribute names. */
const MAX_ITEM_BYTES = 409_600;

/** The largest size of a number: 38 digits, two in a byte, and two more bytes. */
const NUMBER_BYTES = 21;
/** The size of a list besides its elements; each element adds one byte. */
const LIST_BYTES = 3;

/** @throws StoreError `too-large` when the item is larger than DynamoDB's limit. */
export function checkItemSize(item: Item, what: string): void {
  const bytes = itemBytes(item);
  if (bytes <= MAX_ITEM_BYTES) return;
  throw new StoreError(
    'too-large',
    `The record of ${what} has ${bytes} bytes, expected at most ${MAX_ITEM_BYTES}: shorten it.`,
  );
}

function itemBytes(item: Item): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);
}

function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.B !== undefined) return value.B.byteLength;
  if (value.L !== undefined) return value.L.reduce((sum, one) => sum + 1 + valueBytes(one), LIST_BYTES);
  return value.N === undefined ? 1 : NUMBER_BYTES;
}
