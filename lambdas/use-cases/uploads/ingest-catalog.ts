import type { LineEffect } from '../../core/catalog/upload-lines.ts';
import { CATALOG_MAPPING_KEY, UPLOAD_PREFIXES } from '../../formats/object-layout.ts';
import type { CatalogCounts, UploadDetail } from '../../ports/job-detail.ts';
import { checkDeadline, type RemainingTime } from '../common/deadline.ts';
import { type EmbedStoredPorts, embedStoredProducts } from '../embedding/embed-stored-products.ts';
import { readCatalogMapping, takeCatalogMapping } from './catalog-mapping.ts';
import { type OpenBatch, type OpenUpload, type OpenUploadPorts, openUpload } from './open-upload.ts';
import type { UploadEvent, UploadOutcome } from './upload-event.ts';
import { type WriteLinesPorts, type WrittenLines, writeLines } from './write-lines.ts';

export type IngestCatalogPorts = OpenUploadPorts & EmbedStoredPorts & WriteLinesPorts;

/**
 * Ingests an uploaded catalog, batch by batch: writes each good line unless the stored product is newer, and embeds it
 * with the live model if there is one. A repetition changes nothing; after an interruption it resumes at the last
 * settled batch.
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
  if (event.key === CATALOG_MAPPING_KEY) return takeCatalogMapping(ports, event);
  const prefixes = [UPLOAD_PREFIXES.catalog];
  const upload = await openUpload(ports, event, { kind: 'catalog', prefixes, resumes: isExact });
  if (typeof upload === 'string') return upload;
  try {
    let counts = countsOf(upload.resumedFrom);
    const { schema, problem } = await readCatalogMapping(ports.uploadStore);
    if (problem !== undefined) return await upload.finish(counts, problem);
    for await (const batch of upload.batches({ schema })) {
      checkDeadline(remaining, `reading ${event.key}`);
      counts = await takeBatch(ports, event, upload, batch, counts);
    }
    return await upload.finish(counts);
  } catch (cause) {
    return await upload.abandon(cause);
  }
}

/** Earlier releases counted lines that were not settled yet: such an upload is taken from its beginning. */
function isExact({ replaced }: UploadDetail): boolean {
  return replaced !== undefined;
}

/** The counts of an earlier attempt. */
function countsOf({
  added = 0,
  changed = 0,
  unchanged = 0,
  replaced = 0,
  stale = 0,
  notEmbeddable = 0,
}: UploadDetail): CatalogCounts {
  return { written: added + changed + unchanged, added, changed, unchanged, replaced, stale, notEmbeddable };
}

/** A record longer than this may be too large for a store. Shorter ones fit, with any characters. */
const SURELY_STORED_CHARACTERS = 100_000;

/** Writes, embeds and settles a batch. Of a batch that is settled only the lines that were too large are found again. */
async function takeBatch(
  ports: IngestCatalogPorts,
  event: UploadEvent,
  upload: OpenUpload<'catalog'>,
  batch: OpenBatch<'catalog'>,
  before: CatalogCounts,
): Promise<CatalogCounts> {
  const lines = batch.isSettled
    ? batch.accepted.filter(({ value }) => JSON.stringify(value).length > SURELY_STORED_CHARACTERS)
    : batch.accepted;
  const written = await writeLines(ports, event, lines);
  const counts = batch.isSettled ? before : countsAfter(before, written, await embedWritten(ports, written));
  await upload.settle(batch, counts, written.rejected);
  return counts;
}

function countsAfter(before: CatalogCounts, { effect, stale }: WrittenLines, notEmbeddable: number): CatalogCounts {
  const sum = (name: keyof LineEffect) => before[name] + effect[name];
  return countsOf({
    added: sum('added'),
    changed: sum('changed'),
    unchanged: sum('unchanged'),
    replaced: sum('replaced'),
    stale: before.stale + stale,
    notEmbeddable: before.notEmbeddable + notEmbeddable,
  });
}

/**
 * Embeds the products that were written, and those that an earlier attempt wrote: it may have ended before it embedded
 * them.
 * @returns how many of them the live model cannot read.
 */
async function embedWritten(ports: EmbedStoredPorts, { stored }: WrittenLines): Promise<number> {
  if (stored.length === 0) return 0;
  const embedded = await embedStoredProducts(ports, stored);
  return embedded?.notEmbeddable.length ?? 0;
}
