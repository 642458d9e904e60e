import { errorText } from '../../core/errors/error-text.ts';
import type { SnapshotIndex } from '../../core/search/snapshot-index.ts';
import { CONTENT_TYPES, EXPORT_DAYS, EXPORT_FILES, exportKey } from '../../formats/object-layout.ts';
import { type DurableWork, FinalError } from '../../ports/durable-steps.ts';
import type { ExportStore } from '../../ports/exports.ts';
import type { ExportDetail, ExportedFile } from '../../ports/job-detail.ts';
import type { CatalogPages } from '../../ports/product-store.ts';
import { RunSteps, type StepOptions } from '../runs/run-steps.ts';
import type { RunningJobPorts } from '../runs/running-job.ts';
import { type CopiedVectors, type CopyVectorsPorts, copyVectors } from './copy-vectors.ts';
import { type CountedProducts, countProducts } from './count-products.ts';
import { RunningExport } from './running-export.ts';
import { checkSearchSize, searchNeighbours } from './search-neighbours.ts';
import type { SourceCache } from './source-cache.ts';
import { type WriteVectorsPorts, writeVectors } from './write-vectors.ts';

export type RunExportPorts = CopyVectorsPorts &
  WriteVectorsPorts &
  RunningJobPorts & {
    readonly exports: ExportStore;
    readonly products: CatalogPages;
    /** Shared by the slices of an environment. */
    readonly sources: SourceCache;
  };

/** How an export ended. `unknown`: there is no job of this id. */
export interface ExportOutcome {
  readonly state: 'succeeded' | 'failed' | 'canceled' | 'unknown';
}

interface ExportRun {
  readonly ports: RunExportPorts;
  readonly job: RunningExport;
  readonly steps: RunSteps<DurableWork>;
  readonly options: StepOptions;
}

const DAY_MILLISECONDS = 86_400_000;

/**
 * Runs one export from start to end, in durable steps: copies the vectors, counts the catalog, and writes the files. An
 * interrupted export continues with the step that was interrupted.
 * @throws what a step throws after its last retry. Faults of the request and cancellations are not thrown: they end the export.
 */
export async function runExport(
  ports: RunExportPorts,
  durable: DurableWork,
  exportId: string,
  options: StepOptions,
): Promise<ExportOutcome> {
  const job = await RunningExport.resume(exportId, ports, options.remaining);
  if (job === undefined) return { state: 'unknown' };
  const run = { ports, job, options, steps: new RunSteps(durable, job, ports.clock, options) };
  try {
    const outcome = await exportFiles(run);
    ports.sources.close();
    return outcome;
  } catch (cause) {
    return endWithFailure(run, cause);
  }
}

async function exportFiles(run: ExportRun): Promise<ExportOutcome> {
  const { ports, job, steps } = run;
  const copied = await steps.take('copy', async () => {
    await job.enter('copying');
    const result = await copyVectors(ports, job);
    if (job.request.neighbours !== undefined) checkSearchSize(result);
    return result;
  });
  const counted = await countInSlices(run, copied);
  const files = await writeInSlices(run, copied);
  const detail = describeFiles(job, copied, counted, files);
  await steps.take('manifest', () => writeManifest(ports, job, detail));
  await steps.durable.step('finish', () => job.finish('succeeded', { phase: 'done', ...detail }));
  return { state: 'succeeded' };
}

async function countInSlices({ ports, job, steps }: ExportRun, copied: CopiedVectors): Promise<CountedProducts> {
  const slices = await steps.inSlices<{ state: CountedProducts; done: boolean }>('count', async (before, timer) => {
    const { dim, asOf, chosen, others } = copied;
    await job.enter('counting', { dim, asOf, vectors: chosen.products, notMatching: others.products });
    return countProducts(ports, job, copied, before?.state, timer);
  });
  return slices.at(-1)!.state;
}

async function writeInSlices(run: ExportRun, copied: CopiedVectors): Promise<ExportedFile[]> {
  const { ports, job, steps, options } = run;
  const index = async (): Promise<SnapshotIndex> => {
    await job.enter('writing');
    const opened = await ports.sources.open(job, copied.chosen);
    if (opened) return opened;
    throw new FinalError('for-the-shop', `none of the ${copied.others.products} products meets the filter`);
  };
  if (job.request.neighbours === undefined) {
    // A file of vectors has the whole time of an invocation.
    await steps.durable.wait('before writing');
    return steps.take('write', async () => writeVectors(ports, job, await index(), options.remaining));
  }
  type Slice = Awaited<ReturnType<typeof searchNeighbours>>;
  const slices = await steps.inSlices<Slice>('search', async (before, timer) => {
    const source = await index();
    timer.restart();
    return searchNeighbours(ports.exports, job, source, before?.state, timer);
  });
  return slices.map(({ state }) => state.file);
}

/** What the job and the manifest say at the end. */
function describeFiles(
  { id, request, startedAt }: RunningExport,
  { dim, asOf, chosen, others }: CopiedVectors,
  { products, withoutVector }: CountedProducts,
  files: readonly ExportedFile[],
) {
  const [first] = files;
  return {
    dim,
    asOf,
    products,
    withoutVector,
    vectors: chosen.products,
    notMatching: others.products,
    done: chosen.products,
    // The file beside one of vectors has the same rows.
    rows: request.neighbours === undefined ? first!.rows : files.reduce((sum, file) => sum + file.rows, 0),
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    files,
    manifest: exportKey(id, EXPORT_FILES.manifest),
    expiresAt: new Date(Date.parse(startedAt) + EXPORT_DAYS.files * DAY_MILLISECONDS).toISOString(),
  } satisfies Partial<ExportDetail>;
}

/** The manifest is written last: where it is, all files are. */
async function writeManifest(
  { exports, clock }: RunExportPorts,
  job: RunningExport,
  { manifest, done: _done, ...detail }: ReturnType<typeof describeFiles>,
): Promise<void> {
  const { format, modelVersion, neighbours, filter } = job.request;
  const content = {
    ...{ id: job.id, modelVersion, dim: detail.dim, createdAt: clock.now().toISOString() },
    kind: neighbours === undefined ? 'vectors' : 'neighbours',
    format,
    ...(neighbours !== undefined && { neighbours: { k: neighbours } }),
    ...(filter !== undefined && { filter }),
    ...detail,
  };
  async function* text(): AsyncGenerator<Uint8Array, void, void> {
    yield new TextEncoder().encode(`${JSON.stringify(content, null, 2)}\n`);
  }
  await exports.write(manifest, text(), CONTENT_TYPES.json);
}

/** @throws the cause, unless it is a FinalError: that one ends the export as failed or canceled */
async function endWithFailure({ ports, job, steps }: ExportRun, cause: unknown): Promise<ExportOutcome> {
  if (cause instanceof FinalError) {
    ports.sources.close();
    const state = cause.code === 'canceled' ? 'canceled' : 'failed';
    await steps.durable.step('end', () => job.finish(state, { cause: cause.message }));
    return { state };
  }
  const failed = { cause: errorText(cause), advice: 'POST /v1/exports starts another export' };
  // If the job cannot be written either, the first cause is the one to throw.
  await steps.durable.step('fail', () => job.finish('failed', failed)).catch(() => {});
  throw cause;
}
