import type { Product } from '../../core/catalog/product.ts';
import type { LineEffect } from '../../core/catalog/upload-lines.ts';
import { CATALOG_PREFIXES, UPLOAD_PREFIXES } from '../../formats/object-layout.ts';
import type { ReadingSchema } from '../../formats/schemas/reading-schema.ts';
import type { CatalogCounts, UploadDetail } from '../../ports/job-detail.ts';
import { checkDeadline, type RemainingTime } from '../common/deadline.ts';
import { type EmbedStoredPorts, embedStoredProducts } from '../embedding/embed-stored-products.ts';
import type { FillTexts } from '../text-vectors/filled-product.ts';
import { isMapping, readCatalogMapping, takeCatalogMapping } from './catalog-mapping.ts';
import { type OpenBatch, type OpenUpload, type OpenUploadPorts, openUpload } from './open-upload.ts';
import type { AcceptedLine } from './read-batches.ts';
import { type RemoveAbsentPorts, removeAbsent } from './remove-absent.ts';
import type { UploadEvent, UploadOutcome } from './upload-event.ts';
import { withdrawReplaced } from './withdraw-replaced.ts';
import { type WriteLinesPorts, type WrittenLine, type WrittenLines, writeLines } from './write-lines.ts';

export type IngestCatalogPorts = OpenUploadPorts &
  EmbedStoredPorts &
  WriteLinesPorts &
  RemoveAbsentPorts & {
    /** Gives products without a vector one of their texts. @default they stay as they are */
    readonly fillTexts?: FillTexts;
  };

/**
 * Ingests an uploaded catalog, batch by batch: writes each good line unless the stored product is newer, and embeds it
 * with the live model if there is one. An upload that replaces the catalog then removes what it lacks. A repetition
 * changes nothing; after an interruption it resumes at the last settled batch.
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
  if (isMapping(event.key)) return takeCatalogMapping(ports, event);
  const upload = await openUpload(ports, event, { kind: 'catalog', prefixes: CATALOG_PREFIXES, resumes: isExact });
  if (typeof upload === 'string') return upload;
  try {
    const { schema, problem } = await readCatalogMapping(ports.uploadStore);
    if (problem !== undefined) return await upload.finish(countsOf(upload.resumedFrom), problem);
    const counts = await takeLines(ports, event, upload, schema, remaining);
    const isAddition = event.key.startsWith(UPLOAD_PREFIXES.catalog);
    if (isAddition || !upload.isWhole) return await upload.finish(counts);
    const { removed, failure } = await removeAbsent(
      ports,
      {
        event,
        added: counts.added,
        spared: upload.spared,
        before: upload.resumedFrom.removal,
        record: (removal, isDecided) => upload.record({ ...counts, removal }, isDecided),
      },
      remaining,
    );
    return await upload.finish({ ...counts, removed }, failure);
  } catch (cause) {
    return await upload.abandon(cause);
  }
}

/** Earlier releases counted lines that were not settled yet: such an upload is taken from its beginning. */
function isExact({ replaced }: UploadDetail): boolean {
  return replaced !== undefined;
}

/**
 * Takes all lines of an upload.
 * @param schema How the file is read.
 */
async function takeLines(
  ports: IngestCatalogPorts,
  event: UploadEvent,
  upload: OpenUpload<'catalog'>,
  schema: ReadingSchema,
  remaining: RemainingTime,
): Promise<CatalogCounts> {
  const { removal, rejected: rejectedBefore, fieldsIgnored } = upload.resumedFrom;
  let counts = countsOf(upload.resumedFrom);
  // All lines were taken before, and there is nothing to report on them.
  if (removal && rejectedBefore === 0 && !fieldsIgnored) return counts;
  const onBytes = () => checkDeadline(remaining, `reading ${event.key}`);
  for await (const batch of upload.batches({ schema, onBytes })) {
    onBytes();
    const { rejected, ...taken } = await takeBatch(ports, event, batch);
    if (!batch.isSettled) counts = countsAfter(counts, taken);
    await upload.settle(batch, counts, rejected);
  }
  return counts;
}

/** The counts of an earlier attempt. */
function countsOf({
  added = 0,
  changed = 0,
  unchanged = 0,
  replaced = 0,
  stale = 0,
  notEmbeddable = 0,
  withoutTextVector = 0,
}: UploadDetail): CatalogCounts {
  const counts = { written: added + changed + unchanged, added, changed, unchanged, replaced, stale, notEmbeddable };
  return withoutTextVector === 0 ? counts : { ...counts, withoutTextVector };
}

/** A record longer than this may be too large for a store. Shorter ones fit, with any characters. */
const SURELY_STORED_CHARACTERS = 100_000;

type TakenBatch = WrittenLines & { readonly notEmbeddable: number; readonly withoutTextVector: number };

/** Writes and embeds a batch. Of a batch that is settled only the lines that were too large are found again. */
async function takeBatch(
  ports: IngestCatalogPorts,
  event: UploadEvent,
  { accepted, isSettled }: OpenBatch<'catalog'>,
): Promise<TakenBatch> {
  if (isSettled) {
    const large = accepted.filter(({ value }) => JSON.stringify(value).length > SURELY_STORED_CHARACTERS);
    return { ...(await writeLines(ports, event, large)), notEmbeddable: 0, withoutTextVector: 0 };
  }
  const { filled, withoutTextVector } = await fillLines(ports, accepted);
  const lines = await withdrawReplaced(ports, event, await writeLines(ports, event, filled));
  return { ...lines, notEmbeddable: await embedWritten(ports, lines.written), withoutTextVector };
}

/** The lines with vectors of their texts, and how many got none although they should have one. */
async function fillLines(
  { fillTexts, products }: IngestCatalogPorts,
  lines: readonly AcceptedLine<Product>[],
): Promise<{ readonly filled: readonly AcceptedLine<Product>[]; readonly withoutTextVector: number }> {
  if (!fillTexts) return { filled: lines, withoutTextVector: 0 };
  const found = await fillTexts(
    lines.map(({ value }) => value),
    async (ids) => new Map([...(await products.getMany(ids))].map(([id, { product }]) => [id, product])),
  );
  return {
    filled: lines.map((line, i) => ({ ...line, value: found[i]!.product })),
    withoutTextVector: found.filter(({ missing }) => missing !== undefined).length,
  };
}

function countsAfter(
  before: CatalogCounts,
  { written, replaced, stale, notEmbeddable, withoutTextVector }: Omit<TakenBatch, 'rejected'>,
): CatalogCounts {
  const sum = (name: keyof LineEffect) => written.reduce((total, { effect }) => total + effect[name], before[name]);
  return countsOf({
    added: sum('added'),
    changed: sum('changed'),
    unchanged: sum('unchanged'),
    replaced: sum('replaced') + replaced,
    stale: before.stale + stale,
    notEmbeddable: before.notEmbeddable + notEmbeddable,
    withoutTextVector: (before.withoutTextVector ?? 0) + withoutTextVector,
  });
}

/**
 * Embeds the products that were written, and those that an earlier attempt wrote: it may have ended before it embedded
 * them. A product whose change does not concern the model, such as another stock in its payload, keeps its vector.
 * @returns how many of them the live model cannot read.
 */
async function embedWritten(ports: EmbedStoredPorts, written: readonly WrittenLine[]): Promise<number> {
  if (written.length === 0) return 0;
  const embedded = await embedStoredProducts(
    ports,
    written.map(({ stored }) => stored),
    new Map(written.flatMap(({ replaced }) => (replaced ? [[replaced.product.id, replaced] as const] : []))),
  );
  return embedded?.notEmbeddable.length ?? 0;
}
