import type { DynamoDBClient, ScanCommandInput } from '@aws-sdk/client-dynamodb';
import { PRODUCTS_TABLE } from '../../../formats/table-layout.ts';
import type { CatalogPart } from '../../../ports/product-store.ts';
import type { StoreError } from '../../../ports/store-error.ts';
import type { EmbeddedCatalog, EmbeddedProduct } from '../../../ports/vector-store.ts';
import { type Item, readItems } from '../item.ts';
import { PRODUCT_RECORD, productIdOf, vectorRecord } from './product-keys.ts';
import { PRODUCT_ATTRIBUTES, readProductItem } from './product-record.ts';
import { scanPart } from './scan-segments.ts';
import { isCurrent, readVectorItem, VECTOR_ATTRIBUTES } from './vector-record.ts';

const { sortKey } = PRODUCTS_TABLE;
/** All but the list of numbers for a vector index, which is many times as large. */
const ATTRIBUTES = [...new Set([...PRODUCT_ATTRIBUTES, ...VECTOR_ATTRIBUTES, sortKey])];

/**
 * The products of the table `Products` with their vectors, by a scan of both, strongly consistent. A scan is billed by what
 * it reads of the table, which holds both: their vectors cost nothing in addition.
 */
export class DynamoEmbeddedCatalog implements EmbeddedCatalog {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;
  readonly #onCorrupt: (error: StoreError) => void;

  /** @param onCorrupt Called for each record that is omitted because it cannot be read (default: nothing). */
  constructor(client: DynamoDBClient, tableName: string, onCorrupt: (error: StoreError) => void = () => {}) {
    this.#client = client;
    this.#tableName = tableName;
    this.#onCorrupt = onCorrupt;
  }

  scan(modelVersion: string, part: CatalogPart): AsyncIterable<EmbeddedProduct> {
    return scanPart(this.#client, scanInput(this.#tableName, modelVersion), part, (pages) => this.#join(pages));
  }

  /** Of one product, `product` sorts before `vector#...`. A page may end between the two. */
  async *#join(pages: AsyncIterable<readonly Item[]>): AsyncGenerator<EmbeddedProduct[], void, void> {
    let last: EmbeddedProduct | undefined;
    for await (const items of pages) {
      const ready: EmbeddedProduct[] = [];
      for (const item of items) {
        const id = productIdOf(item);
        if (last && last.id !== id) ready.push(last);
        const before: EmbeddedProduct = last?.id === id ? last : { id };
        last = { ...before, ...this.#read(item) };
      }
      yield ready.filter(isThere);
    }
    yield [last].filter(isThere);
  }

  #read(item: Item): Partial<EmbeddedProduct> & { readonly isUnreadable?: true } {
    if (item[sortKey]?.S !== PRODUCT_RECORD) {
      const [found] = readItems([item].filter(isCurrent), readVectorItem, this.#onCorrupt);
      return found?.kind === 'written' ? { vector: found.stored } : {};
    }
    const read = readItems([item], readProductItem, this.#onCorrupt);
    if (read.length === 0) return { isUnreadable: true };
    const [stored] = read;
    return stored ? { stored } : {};
  }
}

/** Leaves out products of which nothing is stored, and those that cannot be read: their vectors are no orphans. */
function isThere(one: (EmbeddedProduct & { readonly isUnreadable?: true }) | undefined): one is EmbeddedProduct {
  return one !== undefined && !one.isUnreadable && (one.stored !== undefined || one.vector !== undefined);
}

function scanInput(TableName: string, modelVersion: string): ScanCommandInput {
  return {
    TableName,
    FilterExpression: `#${sortKey} IN (:product, :vector)`,
    ProjectionExpression: ATTRIBUTES.map((name) => `#${name}`).join(),
    ExpressionAttributeNames: Object.fromEntries(ATTRIBUTES.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: { ':product': { S: PRODUCT_RECORD }, ':vector': { S: vectorRecord(modelVersion) } },
  };
}
