import { findNeighboursOfAll, type ProductNeighbours } from '../../core/search/queries/neighbours-of-all.ts';
import type { SnapshotIndex } from '../../core/search/snapshot-index.ts';
import { exportFormats } from '../../formats/exports/export-formats.ts';
import type { ExportFormatName } from '../../formats/exports/format-names.ts';
import { EXPORT_ENDINGS, EXPORT_FILES } from '../../formats/object-layout.ts';
import { FinalError } from '../../ports/durable-steps.ts';
import type { ExportStore } from '../../ports/exports.ts';
import type { ExportedFile } from '../../ports/job-detail.ts';
import type { SliceEnd, SliceTimer } from '../runs/run-steps.ts';
import type { CopiedVectors } from './copy-vectors.ts';
import type { RunningExport } from './running-export.ts';
import { writeFile } from './write-file.ts';

/** How far the search is. Plain JSON: it is the result of a durable step. */
export interface SearchedNeighbours {
  /** Products whose neighbours are written. */
  readonly done: number;
  /** The number of the file of this slice, from 1. */
  readonly part: number;
  readonly file: ExportedFile;
}

/**
 * Every product is compared with every other one. This many products of two numbers take about 15 hours on one vCPU
 * (docs/design/search.md); an export may take a day.
 */
export const MAX_MULTIPLICATIONS = 1e15;

/** @throws FinalError `for-the-shop` if the search for the neighbours of all products would take too long */
export function checkSearchSize({ dim, chosen }: Pick<CopiedVectors, 'dim' | 'chosen'>): void {
  if (chosen.products ** 2 * dim <= MAX_MULTIPLICATIONS) return;
  const most = Math.floor(Math.sqrt(MAX_MULTIPLICATIONS / dim));
  throw new FinalError(
    'for-the-shop',
    `the neighbours of ${chosen.products} products with ${dim} numbers each would take more than a day: ` +
      `export at most ${most} products at once with a filter, or a version with fewer numbers`,
  );
}

/**
 * Finds the nearest products of some products, from where the slice before ended, and writes them into a file of this
 * slice.
 */
export async function searchNeighbours(
  exports: Pick<ExportStore, 'write'>,
  job: RunningExport,
  index: SnapshotIndex,
  before: SearchedNeighbours | undefined,
  { isOver }: Pick<SliceTimer, 'isOver'>,
): Promise<SliceEnd<SearchedNeighbours>> {
  // The schema of the request has checked both.
  const format = job.request.format as ExportFormatName;
  const k = job.request.neighbours!;
  let done = before?.done ?? 0;
  let pairs = 0;
  async function* lists(): AsyncGenerator<ProductNeighbours[], void, void> {
    for (const some of findNeighboursOfAll({ D: index.D, parts: [index] }, k, done)) {
      yield some;
      done += some.length;
      for (const { neighbours } of some) pairs += neighbours.length;
      await job.progress({ done });
      if (isOver()) return;
    }
  }
  const part = (before?.part ?? 0) + 1;
  const name = `${EXPORT_FILES.neighbours}-${String(part).padStart(5, '0')}${EXPORT_ENDINGS[format][0]}`;
  const chunks = exportFormats[format].writeNeighbours!(lists(), index.modelVersion);
  const file = await writeFile(exports, job.id, name, chunks, () => pairs);
  return { state: { done, part, file }, done: done >= index.size };
}
