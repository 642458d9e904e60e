import type { Product } from '../../core/catalog/product.ts';
import { formatUploadRevision } from '../../core/catalog/revision.ts';
import { rejectRecord } from '../../formats/files/rejected-record.ts';
import { UPLOAD_PREFIXES } from '../../formats/object-layout.ts';
import type { CatalogCounts, UploadDetail } from '../../ports/job-detail.ts';
import type { ProductStore, StoredProduct, WriteOutcome } from '../../ports/product-store.ts';
import { StoreError } from '../../ports/store-error.ts';
import { mapConcurrently } from '../../shared/concurrency.ts';
import { checkDeadline, type RemainingTime } from '../common/deadline.ts';

import { type EmbedStoredPorts, embedStoredProducts } from '../embedding/embed-stored-products.ts';
import { type OpenUploadPorts, openUpload } from './open-upload.ts';
import type { AcceptedLine } from './read-batches.ts';
import type { RejectedLine } from './rejects-report.ts';
import type { UploadEvent, UploadOutcome } from './upload-event.ts';

export type IngestCatalogPorts = OpenUploadPorts & EmbedStoredPorts & { readonly products: ProductStore };

const CONCURRENT_WRITES = 32;

/**
 * Ingests an uploaded catalog, batch by batch: writes each good line unless the stored product is newer, and embeds it
 * with the live model if there is one. A repetition changes nothing; after a deadline it resumes at the last settled
 * batch.
 *
 * A product whose content is unchanged is written as well, because its revision must rise: otherwise a write that was
 * made between the two uploads, and arrives late, would win over this upload.
 * @throws DeadlineError, and what the stores throw: the event has to come again.
 */
export async function ingestCatalog(
  ports: IngestCatalogPorts,
  event: UploadEvent,
  remaining: RemainingTime,
): Promise<UploadOutcome> {
  const upload = await openUpload(ports, event, { kind: 'catalog', prefixes: [UPLOAD_PREFIXES.catalog] });
  if (typeof upload === 'string') return upload;
  let counts = countsOf(upload.before);
  try {
    for await (const batch of upload.batches({ skipTaken: true })) {
      checkDeadline(remaining, `reading ${event.key}`);
      const writes = await writeProducts(ports, event, batch.accepted);
      const notEmbeddable = await embedWritten(ports, writes);
      counts = countsAfter(counts, writes, notEmbeddable);
      await upload.settle(
        batch,
        counts,
        writes.flatMap(({ rejection }) => rejection ?? []),
      );
    }
    return await upload.finish(counts);
  } catch (cause) {
    return await upload.abandon(cause);
  }
}

/** The counts of an earlier attempt. */
function countsOf({ written = 0, duplicate = 0, stale = 0, notEmbeddable = 0 }: UploadDetail): CatalogCounts {
  return { written, duplicate, stale, notEmbeddable };
}

function countsAfter(before: CatalogCounts, writes: readonly LineWrite[], notEmbeddable: number): CatalogCounts {
  const numberOf = (outcome: LineWrite['outcome']) => writes.filter((write) => write.outcome === outcome).length;
  return {
    written: before.written + numberOf('written'),
    duplicate: before.duplicate + numberOf('duplicate'),
    stale: before.stale + numberOf('stale'),
    notEmbeddable: before.notEmbeddable + notEmbeddable,
  };
}

/** The result of writing one line. */
interface LineWrite {
  readonly stored: StoredProduct;
  readonly outcome: WriteOutcome | 'rejected';
  readonly rejection?: RejectedLine;
}

/** Writes products; of several lines of one product the last is written. */
async function writeProducts(
  { products, clock }: IngestCatalogPorts,
  event: UploadEvent,
  lines: readonly AcceptedLine<Product>[],
): Promise<LineWrite[]> {
  const lastOfId = new Map(lines.map((one) => [one.value.id, one]));
  const updatedAt = clock.now().toISOString();
  return mapConcurrently([...lastOfId.values()], CONCURRENT_WRITES, async ({ line, value }): Promise<LineWrite> => {
    const stored = {
      product: value,
      revision: formatUploadRevision(event.eventTime, event.sequencer, line),
      updatedAt,
    };
    try {
      return { stored, outcome: await products.put(stored) };
    } catch (cause) {
      if (!(cause instanceof StoreError && cause.code === 'too-large')) throw cause;
      return { stored, outcome: 'rejected', rejection: tooLarge(line, value, cause.message) };
    }
  });
}

/** The id comes first in the text, where the report shows it. */
function tooLarge(line: number, { id, ...rest }: Product, detail: string): RejectedLine {
  return rejectRecord(line, 'too-large', detail, JSON.stringify({ id, ...rest }));
}

/**
 * Embeds the products that were written, and those that an earlier attempt wrote: it may have ended before it embedded
 * them.
 * @returns how many of them the live model cannot read.
 */
async function embedWritten(ports: EmbedStoredPorts, writes: readonly LineWrite[]): Promise<number> {
  const current = writes.filter(({ outcome }) => outcome === 'written' || outcome === 'duplicate');
  if (current.length === 0) return 0;
  const embedded = await embedStoredProducts(
    ports,
    current.map(({ stored }) => stored),
  );
  return embedded?.notEmbeddable.length ?? 0;
}
