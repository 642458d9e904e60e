import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { StoreError } from '../../ports/store-error.ts';

/** An item of a table: attributes by name. */
export type Item = Record<string, AttributeValue>;

/** Reads the attributes of one item; its errors name the attribute that is wrong. */
export class ItemReader {
  readonly #item: Item;
  readonly #what: string;

  /** @param what The record, for messages: `product "a"`. */
  constructor(item: Item, what: string) {
    this.#item = item;
    this.#what = what;
  }

  /** @throws StoreError `corrupt-record` when the attribute is not text. */
  text(name: string): string {
    return this.optionalText(name) ?? this.fail(`"${name}" is not text`);
  }

  optionalText(name: string): string | undefined {
    return this.#item[name]?.S;
  }

  /** A whole number of at least 0. @throws StoreError `corrupt-record` when the attribute is not one. */
  count(name: string): number {
    const value = Number(this.#item[name]?.N);
    return Number.isSafeInteger(value) && value >= 0 ? value : this.fail(`"${name}" is not a whole number`);
  }

  /** @throws StoreError `corrupt-record` when the attribute is not binary. */
  bytes(name: string): Uint8Array {
    return this.#item[name]?.B ?? this.fail(`"${name}" is not binary`);
  }

  /** @throws StoreError `corrupt-record` when the attribute is not one of the words. */
  oneOf<Word extends string>(name: string, words: readonly Word[]): Word {
    const text = this.optionalText(name);
    return words.find((word) => word === text) ?? this.fail(`"${name}" is not one of ${words.join(', ')}`);
  }

  /** True only if the attribute is the boolean true. */
  flag(name: string): boolean {
    return this.#item[name]?.BOOL === true;
  }

  /** An object stored as JSON text. @throws StoreError `corrupt-record` when the attribute is not one. */
  object(name: string): Readonly<Record<string, unknown>> {
    const value = parseJson(this.text(name));
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : this.fail(`"${name}" is not a JSON object`);
  }

  /** @throws StoreError `corrupt-record`, always */
  fail(reason: string): never {
    throw new StoreError('corrupt-record', `The record of ${this.#what} cannot be read, ${reason}: write it again.`);
  }
}

/** The value, or undefined for text that is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Reads each item. An item that cannot be read is reported to `onCorrupt` and omitted, so that one broken record does not hide
 * the others.
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
