import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { StoreError } from '../../ports/store-error.ts';

export type Item = Record<string, AttributeValue>;

/** DynamoDB's limit for one item, attribute names included. */
const MAX_ITEM_BYTES = 409_600;

/** The most bytes a number takes: 38 digits, two in a byte, and two bytes around them. */
const NUMBER_BYTES = 21;
/** What a list takes besides its elements, and one byte for each of them. */
const LIST_BYTES = 3;

/** @throws StoreError `too-large` when the item is over what DynamoDB holds in one. */
export function checkItemSize(item: Item, what: string): void {
  const bytes = itemBytes(item);
  if (bytes <= MAX_ITEM_BYTES) return;
  throw new StoreError(
    'too-large',
    `The record of ${what} has ${bytes} bytes, at most ${MAX_ITEM_BYTES} fit: shorten it.`,
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

/** Reads the attributes of one item, and says which of them is not what it should be. */
export class ItemReader {
  readonly #item: Item;
  readonly #what: string;

  /** @param what The record, for messages: `product "a"`. */
  constructor(item: Item, what: string) {
    this.#item = item;
    this.#what = what;
  }

  /** @throws StoreError `corrupt-record` when the attribute is no text. */
  text(name: string): string {
    return this.optionalText(name) ?? this.fail(`"${name}" is no text`);
  }

  optionalText(name: string): string | undefined {
    return this.#item[name]?.S;
  }

  /** A whole number, 0 or more. @throws StoreError `corrupt-record` when the attribute is none. */
  count(name: string): number {
    const value = Number(this.#item[name]?.N);
    return Number.isSafeInteger(value) && value >= 0 ? value : this.fail(`"${name}" is no whole number`);
  }

  /** @throws StoreError `corrupt-record` when the attribute is not binary. */
  bytes(name: string): Uint8Array {
    return this.#item[name]?.B ?? this.fail(`"${name}" is not binary`);
  }

  /** @throws StoreError `corrupt-record` when the attribute is none of these words. */
  oneOf<Word extends string>(name: string, words: readonly Word[]): Word {
    const text = this.optionalText(name);
    return words.find((word) => word === text) ?? this.fail(`"${name}" is none of ${words.join(', ')}`);
  }

  flag(name: string): boolean {
    return this.#item[name]?.BOOL === true;
  }

  /** An object kept as JSON text. @throws StoreError `corrupt-record` when the attribute is none. */
  object(name: string): Readonly<Record<string, unknown>> {
    const value = parsed(this.text(name));
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : this.fail(`"${name}" is no JSON object`);
  }

  fail(reason: string): never {
    throw new StoreError('corrupt-record', `The record of ${this.#what} cannot be read, ${reason}: write it again.`);
  }
}

/** The value, or undefined for text that is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * What a reader makes of each item; those that cannot be read are told of and left out, so that one broken record does
 * not hide the others.
 */
export function readItems<Value>(
  items: readonly Item[],
  read: (item: Item) => Value,
  onCorrupt: (error: StoreError) => void,
): Value[] {
  return items.flatMap((item) => {
    try {
      return [read(item)];
    } catch (cause) {
      if (!(cause instanceof StoreError)) throw cause;
      onCorrupt(cause);
      return [];
    }
  });
}
