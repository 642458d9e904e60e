import type { Product } from '../core/catalog/product.ts';
import { revisionOfUpload } from '../core/catalog/revision.ts';
import type { ProductStore, StoredProduct, WriteOutcome } from '../ports/product-store.ts';
import { checkDeadline, type RemainingTime } from './deadline.ts';
import { type EmbedProductPorts, embedUnderLive } from './embed-product.ts';
import { inParallel } from './in-parallel.ts';
import { type AcceptedLine, type ReadUploadPorts, readUpload, type UploadOutcome } from './read-upload.ts';
import type { UploadEvent } from './upload-event.ts';

export type IngestCatalogPorts = ReadUploadPorts & EmbedProductPorts & { readonly products: ProductStore };

const PARALLEL_WRITES = 32;

/**
 * Takes an uploaded catalog in: every good line is written, unless a newer write of that product is there already, and
 * embedded with the live model where there is one. Doing it twice changes nothing.
 */
export async function ingestCatalog(
  ports: IngestCatalogPorts,
  event: UploadEvent,
  remaining: RemainingTime,
): Promise<UploadOutcome> {
  const outcomes: Record<WriteOutcome, number> = { written: 0, duplicate: 0, stale: 0, 'precondition-failed': 0 };
  let notEmbeddable = 0;
  const take = async (lines: readonly AcceptedLine<Product>[]): Promise<void> => {
    checkDeadline(remaining, `ingesting ${event.key}`);
    const current = await writeLines(ports, event, lines, outcomes);
    // Also those that were there before: the run that wrote them may have ended before it embedded them.
    if (current.length > 0) notEmbeddable += (await embedUnderLive(ports, current))?.notEmbeddable.length ?? 0;
  };
  const detail = () => ({
    written: outcomes.written,
    duplicate: outcomes.duplicate,
    stale: outcomes.stale,
    notEmbeddable,
  });
  return readUpload(ports, event, 'catalog', take, detail);
}

/** Writes products; of several lines of one product the last counts. @returns those that are now stored with this upload's revision. */
async function writeLines(
  { products, clock }: IngestCatalogPorts,
  event: UploadEvent,
  lines: readonly AcceptedLine<Product>[],
  outcomes: Record<WriteOutcome, number>,
): Promise<StoredProduct[]> {
  const lastOfId = new Map(lines.map((one) => [one.value.id, one]));
  const updatedAt = clock.now().toISOString();
  const written = await inParallel([...lastOfId.values()], PARALLEL_WRITES, async ({ line, value }) => {
    const stored = { product: value, revision: revisionOfUpload(event.eventTime, event.sequencer, line), updatedAt };
    const outcome = await products.put(stored);
    outcomes[outcome] += 1;
    return outcome === 'written' || outcome === 'duplicate' ? stored : undefined;
  });
  return written.filter((stored) => stored !== undefined);
}
