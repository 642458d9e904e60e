import type { Product } from '../../core/catalog/product.ts';
import { formatUploadRevision, parseUploadRevision } from '../../core/catalog/revision.ts';
import { continueLines, effectOfLine, type LineEffect, type UploadLines } from '../../core/catalog/upload-lines.ts';
import { rejectRecord } from '../../formats/files/rejected-record.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ProductState, ProductStore, StoredProduct } from '../../ports/product-store.ts';
import { StoreError } from '../../ports/store-error.ts';
import { mapConcurrently } from '../../shared/concurrency.ts';
import { sha256OfContent } from '../../shared/sha256.ts';
import type { AcceptedLine } from './read-batches.ts';
import type { RejectedLine } from './rejects-report.ts';
import type { UploadEvent } from './upload-event.ts';

export interface WriteLinesPorts {
  readonly products: ProductStore;
  readonly clock: Clock;
}

/** A line that this upload wrote, now or in an earlier attempt. */
export interface WrittenLine {
  readonly stored: StoredProduct;
  /** The product that this write replaced, if it has another content. Not known of a write of an earlier attempt. */
  readonly replaced?: StoredProduct;
  readonly effect: LineEffect;
}

/** What became of the lines of a batch. */
export interface WrittenLines {
  readonly written: readonly WrittenLine[];
  /** Lines that were replaced by a later line of the batch. */
  readonly replaced: number;
  /** Lines whose stored product is newer. */
  readonly stale: number;
  /** Lines that are too large for the store. */
  readonly rejected: readonly RejectedLine[];
}

const CONCURRENT_WRITES = 32;
/** Attempts at one line, if other writers change its product meanwhile. */
const MAX_WRITE_ATTEMPTS = 5;

/** One line of a batch, with the lines of the same product before it. */
type LinesOfProduct = readonly AcceptedLine<Product>[];

/**
 * Writes the lines of a batch, unless the stored product is newer. Of several lines of one product the last that fits
 * into the store is written. A repetition writes nothing again, and counts each line as before.
 * @throws StoreError `unavailable`
 */
export async function writeLines(
  ports: WriteLinesPorts,
  event: UploadEvent,
  lines: readonly AcceptedLine<Product>[],
): Promise<WrittenLines> {
  const byId = Map.groupBy(lines, ({ value }) => value.id);
  const states = await ports.products.getStates([...byId.keys()]);
  const updatedAt = ports.clock.now().toISOString();
  const outcomes = await mapConcurrently(byId, CONCURRENT_WRITES, ([id, ofProduct]) =>
    writeLastThatFits(ports, { event, updatedAt, state: states.get(id) }, ofProduct),
  );
  return {
    written: outcomes.flatMap(({ written }) => written),
    replaced: outcomes.reduce((sum, one) => sum + one.replaced, 0),
    stale: outcomes.reduce((sum, one) => sum + one.stale, 0),
    rejected: outcomes.flatMap(({ rejected }) => rejected),
  };
}

/** When and over what a line is written. */
interface WriteContext {
  readonly event: UploadEvent;
  readonly updatedAt: string;
  /** What was stored when the batch was read; undefined: nothing. */
  readonly state: ProductState | undefined;
}

async function writeLastThatFits(
  ports: WriteLinesPorts,
  context: WriteContext,
  lines: LinesOfProduct,
): Promise<WrittenLines> {
  const rejected: RejectedLine[] = [];
  for (const [index, line] of [...lines.entries()].reverse()) {
    try {
      const written = await writeLine(ports, context, line);
      // The lines before this one were replaced before they were written.
      return written === 'stale'
        ? { written: [], replaced: index, stale: 1, rejected }
        : { written: [written], replaced: index, stale: 0, rejected };
    } catch (cause) {
      if (!(cause instanceof StoreError && cause.code === 'too-large')) throw cause;
      rejected.push(tooLarge(line, cause.message));
    }
  }
  return { written: [], replaced: 0, stale: 0, rejected };
}

async function writeLine(
  { products }: WriteLinesPorts,
  { event, updatedAt, state: seen }: WriteContext,
  { line, value: product }: AcceptedLine<Product>,
): Promise<WrittenLine | 'stale'> {
  const own = { product, revision: formatUploadRevision(event.eventTime, event.sequencer, line), updatedAt };
  let state = seen;
  for (let attempt = 0; attempt < MAX_WRITE_ATTEMPTS; attempt++) {
    if (state !== undefined && state.revision >= own.revision) return findWritten(products, own, line, state);
    const isNew = state?.contentSha256 === undefined;
    const isSame = !isNew && state?.contentSha256 === sha256OfContent(product);
    const uploadLines = continueLines(linesOf(state, own.revision), { line, isNew, isChanged: !isSame });
    const contentSince = isSame && state ? { contentSince: state.contentSince ?? state.revision } : {};
    const stored = { ...own, ...contentSince, uploadLines };
    const replaced = isNew || isSame ? undefined : await products.get(product.id);
    if ((await products.put(stored, state?.revision ?? null)) === 'written') {
      const effect = effectOfLine(uploadLines, line);
      // The write replaced this revision: if another one was read, it was replaced in between.
      return { stored, effect, ...(replaced?.revision === state?.revision && replaced && { replaced }) };
    }
    state = (await products.getStates([product.id])).get(product.id);
  }
  throw new StoreError('unavailable', `Product "${product.id}" changed during each of the writes: try again.`);
}

/** The outcome of a line over which something is stored: by an earlier attempt at this upload, or by a newer write. */
async function findWritten(
  products: ProductStore,
  own: StoredProduct,
  line: number,
  state: ProductState,
): Promise<WrittenLine | 'stale'> {
  const lines = linesOf(state, own.revision);
  if (lines === undefined) return 'stale';
  const effect = effectOfLine(lines, line);
  if (state.revision > own.revision) return { stored: own, effect };
  const { contentSince } = state;
  if (state.contentSha256 === sha256OfContent(own.product))
    return { stored: { ...own, ...(contentSince !== undefined && { contentSince }) }, effect };
  // The earlier attempt read the line in another way, for example under another schema: what it stored stays.
  const stored = await products.get(own.product.id);
  return { stored: stored ?? own, effect };
}

/** What the lines of the same upload did before; undefined if another write stored the state. */
function linesOf(state: ProductState | undefined, revision: string): UploadLines | undefined {
  const found = state && parseUploadRevision(state.revision);
  if (found?.upload !== parseUploadRevision(revision)?.upload || state?.contentSha256 === undefined) return undefined;
  // Earlier releases did not record it.
  return state.uploadLines ?? { first: found!.line, changed: found!.line, isNew: false };
}

/** The id comes first in the text, where the report shows it. */
function tooLarge({ line, value: { id, ...rest } }: AcceptedLine<Product>, detail: string): RejectedLine {
  return { ...rejectRecord(line, 'too-large', detail, JSON.stringify({ id, ...rest })), id };
}
