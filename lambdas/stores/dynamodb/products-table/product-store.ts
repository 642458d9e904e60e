import { type DynamoDBClient, paginateScan, type ScanCommandInput } from '@aws-sdk/client-dynamodb';
import { PRODUCTS_TABLE } from '../../../formats/table-layout.ts';
import type {
  CatalogPart,
  ProductStore,
  StoredProduct,
  WriteOutcome,
  WriteStamp,
} from '../../../ports/product-store.ts';
import { StoreError } from '../../../ports/store-error.ts';
import { mergeConcurrently } from '../../../shared/concurrency.ts';
import { toStoreError } from '../../aws/aws-failure.ts';
import { putConditionally, readConsistently } from '../conditional-put.ts';
import { type Item, readItems } from '../item.ts';
import { PRODUCT_RECORD, productIdOf, productKey } from './product-keys.ts';
import { productItem, readProductItem, removedProductItem } from './product-record.ts';

/** A scan reads this many parts of the table at the same time. */
const SCAN_SEGMENTS = 4;

export interface ProductStoreOptions {
  /** Called for each record that a scan omits because it cannot be read. @default nothing */
  readonly onCorrupt?: (error: StoreError) => void;
}

/**
 * The catalog in the table `Products`. Reads are strongly consistent, writes are single conditional puts.
 * Every method throws StoreError `unavailable`; `get` throws `corrupt-record`, `put` throws `too-large`.
 */
export class DynamoProductStore implements ProductStore {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;
  readonly #onCorrupt: (error: StoreError) => void;

  constructor(client: DynamoDBClient, tableName: string, options: ProductStoreOptions = {}) {
    this.#client = client;
    this.#tableName = tableName;
    this.#onCorrupt = options.onCorrupt ?? (() => {});
  }

  async get(id: string): Promise<StoredProduct | undefined> {
    const item = await readConsistently(this.#client, this.#tableName, productKey(id), `product "${id}"`);
    return item && readProductItem(item);
  }

  async put(stored: StoredProduct, expectedRevision?: string): Promise<WriteOutcome> {
    return this.#write(stored.product.id, productItem(stored), expectedRevision);
  }

  async remove(id: string, at: WriteStamp, expectedRevision?: string): Promise<WriteOutcome> {
    return this.#write(id, removedProductItem(id, at), expectedRevision);
  }

  async *scan({ segment, segments }: CatalogPart = { segment: 0, segments: 1 }): AsyncIterable<StoredProduct> {
    const TotalSegments = segments * SCAN_SEGMENTS;
    const parts = Array.from({ length: SCAN_SEGMENTS }, (_, i) => segment * SCAN_SEGMENTS + i);
    const sources = parts.map((Segment) => () => this.#scanSegment(Segment, TotalSegments));
    for await (const page of mergeConcurrently(sources, SCAN_SEGMENTS)) yield* page;
  }

  async *#scanSegment(Segment: number, TotalSegments: number): AsyncGenerator<StoredProduct[], void, void> {
    const input: ScanCommandInput = {
      TableName: this.#tableName,
      ConsistentRead: true,
      Segment,
      TotalSegments,
      FilterExpression: '#record = :product',
      ExpressionAttributeNames: { '#record': PRODUCTS_TABLE.sortKey },
      ExpressionAttributeValues: { ':product': { S: PRODUCT_RECORD } },
    };
    try {
      for await (const page of paginateScan({ client: this.#client }, input)) {
        const read = readItems(page.Items ?? [], readProductItem, this.#onCorrupt);
        yield read.filter((stored) => stored !== undefined);
      }
    } catch (cause) {
      throw toStoreError('the scan of the products', cause);
    }
  }

  async #write(id: string, item: Item, expectedRevision: string | undefined): Promise<WriteOutcome> {
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
 * A write replaces older revisions only and, if a revision is expected, only that one. The expression has no parentheses:
 * it needs none, and the local DynamoDB takes seven times as long to parse them.
 */
function writeCondition(item: Item, expectedRevision: string | undefined) {
  return {
    ConditionExpression:
      expectedRevision === undefined
        ? 'attribute_not_exists(#revision) OR #revision < :revision'
        : '#revision = :expected AND #revision < :revision',
    ExpressionAttributeNames: { '#revision': 'revision' },
    ExpressionAttributeValues: {
      ':revision': item.revision!,
      ...(expectedRevision !== undefined && { ':expected': { S: expectedRevision } }),
    },
  };
}

/** Why a write was refused, by the stored item. */
function refusalOf(item: Item, found: Item | undefined, expectedRevision: string | undefined): WriteOutcome {
  const isSameRevision = found?.revision?.S === item.revision?.S;
  if (isSameRevision && found?.contentSha256?.S === item.contentSha256?.S) return 'duplicate';
  if (expectedRevision !== undefined && found?.revision?.S !== expectedRevision) return 'precondition-failed';
  if (isSameRevision) return 'duplicate';
  if (found !== undefined) return 'stale';
  // Nothing is stored: a tombstone expired between the write and the read.
  throw new StoreError('unavailable', `Product "${productIdOf(item)}" changed during the write: try again.`);
}
