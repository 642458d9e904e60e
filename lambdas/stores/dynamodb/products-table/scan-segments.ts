import { type DynamoDBClient, paginateScan, type ScanCommandInput } from '@aws-sdk/client-dynamodb';
import type { CatalogPart } from '../../../ports/product-store.ts';
import { mergeConcurrently } from '../../../shared/concurrency.ts';
import { toStoreError } from '../../aws/aws-failure.ts';
import type { Item } from '../item.ts';

/** A part of the catalog is read in so many segments of the table at the same time. */
const SCAN_SEGMENTS = 4;
/** A page has a megabyte, and nobody waits for it: a busy machine or network may take many times as long as for an item. */
const PAGE_TIMEOUT_MILLISECONDS = 20_000;

/**
 * Scans one part of the table, strongly consistent.
 * @param read Makes of the pages of one segment what is yielded. Items of one product come one after the other.
 * @throws StoreError `unavailable`
 */
export async function* scanPart<Value>(
  client: DynamoDBClient,
  input: ScanCommandInput,
  { segment, segments }: CatalogPart,
  read: (pages: AsyncIterable<readonly Item[]>) => AsyncIterable<readonly Value[]>,
): AsyncGenerator<Value, void, void> {
  const TotalSegments = segments * SCAN_SEGMENTS;
  const parts = Array.from({ length: SCAN_SEGMENTS }, (_, i) => segment * SCAN_SEGMENTS + i);
  const sources = parts.map((Segment) => () => read(pagesOf(client, { ...input, Segment, TotalSegments })));
  for await (const values of mergeConcurrently(sources, SCAN_SEGMENTS)) yield* values;
}

async function* pagesOf(client: DynamoDBClient, input: ScanCommandInput): AsyncGenerator<readonly Item[], void, void> {
  const pages = paginateScan(
    { client },
    { ...input, ConsistentRead: true },
    { requestTimeout: PAGE_TIMEOUT_MILLISECONDS },
  );
  try {
    for await (const page of pages) yield page.Items ?? [];
  } catch (cause) {
    throw toStoreError('the scan of the products', cause);
  }
}
