import { type DynamoDBClient, ScanCommand, type ScanCommandInput } from '@aws-sdk/client-dynamodb';
import { PRODUCTS_TABLE } from '../../../formats/table-layout.ts';
import type {
  CatalogPage,
  CatalogPages,
  CatalogPart,
  CatalogPlace,
  ProductState,
  ProductStore,
  StoredProduct,
  WriteOutcome,
  WriteStamp,
} from '../../../ports/product-store.ts';
import { StoreError } from '../../../ports/store-error.ts';
import { type Backoff, fullJitter } from '../../../shared/retry.ts';
import { toStoreError } from '../../aws/aws-failure.ts';
import { getBatches } from '../batches.ts';
import { putConditionally, readConsistently } from '../conditional-put.ts';
import { type Item, readItems } from '../item.ts';
import { PRODUCT_RECORD, placeOfKey, productIdOf, productKey, recordKey } from './product-keys.ts';
import { productItem, readProductItem, readStateItem, removedProductItem, stateProjection } from './product-record.ts';
import { scanPart } from './scan-segments.ts';

export interface ProductStoreOptions {
  /** Called for each record that a scan omits because it cannot be read. @default nothing */
  readonly onCorrupt?: (error: StoreError) => void;
  /** For items that DynamoDB returns unprocessed. @default 8 attempts with full jitter */
  readonly backoff?: Backoff;
}

/**
 * The catalog in the table `Products`. Reads are strongly consistent, writes are single conditional puts.
 * Every method throws StoreError `unavailable`; `get`, `getMany` and `getStates` throw `corrupt-record`, `put` throws `too-large`.
 */
export class DynamoProductStore implements ProductStore, CatalogPages {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;
  readonly #onCorrupt: (error: StoreError) => void;
  readonly #backoff: Backoff;

  constructor(client: DynamoDBClient, tableName: string, options: ProductStoreOptions = {}) {
    this.#client = client;
    this.#tableName = tableName;
    this.#onCorrupt = options.onCorrupt ?? (() => {});
    this.#backoff = options.backoff ?? fullJitter();
  }

  async get(id: string): Promise<StoredProduct | undefined> {
    const item = await readConsistently(this.#client, this.#tableName, productKey(id), `product "${id}"`);
    return item && readProductItem(item);
  }

  async getMany(ids: readonly string[]): Promise<ReadonlyMap<string, StoredProduct>> {
    const read = { tableName: this.#tableName, keys: [...new Set(ids)].map(productKey) };
    const items = await getBatches(this.#client, read, this.#backoff);
    return new Map(items.flatMap((item) => readProductItem(item) ?? []).map((stored) => [stored.product.id, stored]));
  }

  async getStates(ids: readonly string[]): Promise<ReadonlyMap<string, ProductState>> {
    const keys = [...new Set(ids)].map(productKey);
    const read = { tableName: this.#tableName, keys, ...stateProjection };
    const states = (await getBatches(this.#client, read, this.#backoff)).map(readStateItem);
    return new Map(states.map((state) => [state.id, state]));
  }

  async put(stored: StoredProduct, expectedRevision?: string | null): Promise<WriteOutcome> {
    return this.#write(stored.product.id, productItem(stored), expectedRevision);
  }

  async remove(id: string, at: WriteStamp, expectedRevision?: string): Promise<WriteOutcome> {
    return this.#write(id, removedProductItem(id, at), expectedRevision);
  }

  async *scan(part?: CatalogPart): AsyncIterable<StoredProduct> {
    for await (const stored of this.#scan(part, readProductItem)) if (stored !== undefined) yield stored;
  }

  async scanPage(limit: number, after?: CatalogPlace): Promise<CatalogPage> {
    const start = after && { ExclusiveStartKey: recordKey(after.id, after.record ?? PRODUCT_RECORD) };
    try {
      const input: ScanCommandInput = { ...this.#scanInput(), Limit: limit, ...start };
      const { Items = [], LastEvaluatedKey } = await this.#client.send(new ScanCommand(input));
      const products = readItems(Items, readProductItem, this.#onCorrupt).filter((one) => one !== undefined);
      return { products, ...(LastEvaluatedKey && { end: placeOfKey(LastEvaluatedKey) }) };
    } catch (cause) {
      throw toStoreError('a page of the products', cause);
    }
  }

  scanStates(part?: CatalogPart): AsyncIterable<ProductState> {
    return this.#scan(part, readStateItem, stateProjection);
  }

  #scan<Value>(
    part: CatalogPart = { segment: 0, segments: 1 },
    read: (item: Item) => Value,
    { ExpressionAttributeNames, ...projection }: Partial<typeof stateProjection> = {},
  ): AsyncIterable<Value> {
    const input = { ...this.#scanInput(ExpressionAttributeNames), ...projection };
    const onCorrupt = this.#onCorrupt;
    return scanPart(this.#client, input, part, async function* (pages) {
      for await (const page of pages) yield readItems(page, read, onCorrupt);
    });
  }

  /** A scan of the products alone: the table also holds their vectors. */
  #scanInput(names: ScanCommandInput['ExpressionAttributeNames'] = {}): ScanCommandInput {
    return {
      TableName: this.#tableName,
      ConsistentRead: true,
      FilterExpression: '#record = :product',
      ExpressionAttributeNames: { ...names, '#record': PRODUCTS_TABLE.sortKey },
      ExpressionAttributeValues: { ':product': { S: PRODUCT_RECORD } },
    };
  }

  async #write(id: string, item: Item, expectedRevision: string | null | undefined): Promise<WriteOutcome> {
    const outcome = await putConditionally(this.#client, {
      tableName: this.#tableName,
      item,
      key: productKey(id),
      condition: writeCondition(item, expectedRevision),
      what: `product "${id}"`,
    });
    return outcome.written ? 'written' : refusalOf(item, outcome.found, expectedRevision);
  }
}

/**
 * A write replaces older revisions only and, if a revision is expected, only that one. The expressions have no
 * parentheses: they need none, and the local DynamoDB takes seven times as long to parse them.
 */
function writeCondition(item: Item, expectedRevision: string | null | undefined) {
  const ExpressionAttributeNames = { '#revision': 'revision' };
  if (expectedRevision === null)
    return { ConditionExpression: 'attribute_not_exists(#revision)', ExpressionAttributeNames };
  const condition = expectedRevision === undefined ? 'attribute_not_exists(#revision) OR' : '#revision = :expected AND';
  return {
    ConditionExpression: `${condition} #revision < :revision`,
    ExpressionAttributeNames,
    ExpressionAttributeValues: {
      ':revision': item.revision!,
      ...(expectedRevision !== undefined && { ':expected': { S: expectedRevision } }),
    },
  };
}

/** Why a write was refused, by the stored item. */
function refusalOf(item: Item, found: Item | undefined, expectedRevision: string | null | undefined): WriteOutcome {
  const isSameRevision = found?.revision?.S === item.revision?.S;
  if (isSameRevision && found?.contentSha256?.S === item.contentSha256?.S) return 'duplicate';
  if (expectedRevision !== undefined && (found?.revision?.S ?? null) !== expectedRevision) return 'precondition-failed';
  if (isSameRevision) return 'duplicate';
  if (found !== undefined) return 'stale';
  // Nothing is stored: a tombstone expired between the write and the read.
  throw new StoreError('unavailable', `Product "${productIdOf(item)}" changed during the write: try again.`);
}
