import type { Product } from '../../core/catalog/product.ts';
import { revisionOfUpload } from '../../core/catalog/revision.ts';
import { UPLOAD_PREFIXES } from '../../formats/object-layout.ts';
import type { ProductStore, StoredProduct, WriteOutcome } from '../../ports/product-store.ts';
import { StoreError } from '../../ports/store-error.ts';
import { mapConcurrently } from '../../shared/concurrency.ts';
import type { RemainingTime } from '../common/deadline.ts';
import { type EmbedProductPorts, embedUnderLive } from '../embedding/embed-stored-products.ts';
import {
  type AcceptedLine,
  type ReadUploadPorts,
  readUpload,
  type UploadOutcome,
  type UploadReading,
} from './read-upload.ts';
import type { RejectedLine } from './rejects-report.ts';
import type { UploadEvent } from './upload-event.ts';

export type IngestCatalogPorts = ReadUploadPorts & EmbedProductPorts & { readonly products: ProductStore };

const PARALLEL_WRITES = 32;
/** How much of a rejected line its report shows. */
const KEPT_CHARACTERS = 200;

/**
 * Takes an uploaded catalog in: every good line is written, unless a newer write of that product is there already, and
 * embedded with the live model where there is one. Doing it twice changes nothing; where its time was over before the end, the
 * repetition goes on from there.
 *
 * A product whose content is as stored is written all the same: its revision has to rise, or a write between the two that
 * comes late would win over this one.
 */
export async function ingestCatalog(
  ports: IngestCatalogPorts,
  event: UploadEvent,
  remaining: RemainingTime,
): Promise<UploadOutcome> {
  const counts = { written: 0, duplicate: 0, stale: 0, notEmbeddable: 0 };
  const take = async (lines: readonly AcceptedLine<Product>[]): Promise<RejectedLine[]> => {
    const writes = await writeLines(ports, event, lines);
    for (const { outcome } of writes) if (outcome in counts) counts[outcome as keyof typeof counts] += 1;
    // Also those that were there before: the run that wrote them may have ended before it embedded them.
    const current = writes.filter(({ outcome }) => outcome === 'written' || outcome === 'duplicate');
    const stored = current.map((write) => write.stored);
    if (stored.length > 0) counts.notEmbeddable += (await embedUnderLive(ports, stored))?.notEmbeddable.length ?? 0;
    return writes.flatMap(({ rejection }) => rejection ?? []);
  };
  const resume = (before: Readonly<Record<string, unknown>>) => {
    for (const name of Object.keys(counts) as (keyof typeof counts)[]) counts[name] += Number(before[name] ?? 0);
  };
  const reading: UploadReading<'catalog'> = {
    kind: 'catalog',
    prefixes: [UPLOAD_PREFIXES.catalog],
    take,
    detail: () => ({ ...counts }),
    resume,
    remaining,
  };
  return readUpload(ports, event, reading);
}

/** What became of a line. */
interface LineWrite {
  readonly stored: StoredProduct;
  readonly outcome: WriteOutcome | 'rejected';
  readonly rejection?: RejectedLine;
}

/** Writes products; of several lines of one product the last counts. */
async function writeLines(
  { products, clock }: IngestCatalogPorts,
  event: UploadEvent,
  lines: readonly AcceptedLine<Product>[],
): Promise<LineWrite[]> {
  const lastOfId = new Map(lines.map((one) => [one.value.id, one]));
  const updatedAt = clock.now().toISOString();
  return mapConcurrently([...lastOfId.values()], PARALLEL_WRITES, async ({ line, value }): Promise<LineWrite> => {
    const stored = { product: value, revision: revisionOfUpload(event.eventTime, event.sequencer, line), updatedAt };
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
  return { line, code: 'too-large', detail, text: JSON.stringify({ id, ...rest }).slice(0, KEPT_CHARACTERS) };
}
