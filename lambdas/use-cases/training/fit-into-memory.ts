import { limitNumbers, MOST_AUTO_DIM } from '../../core/training/config/auto-dimension.ts';
import type { TrainingConfig } from '../../core/training/config/training-config.ts';
import { TrainingError } from '../../core/training/config/training-error.ts';
import { countRows } from '../../core/training/data/new-rows.ts';
import { estimateRunBytes } from '../../core/training/data/run-memory.ts';
import { subsampleTrainingSet } from '../../core/training/data/subsample.ts';
import type { TrainingSet } from '../../core/training/data/training-set.ts';

/** What a run needs, and what there is. */
interface Room {
  readonly maxBytes: number;
  readonly config: Pick<TrainingConfig, 'dim' | 'seed'>;
  /** Numbers in an embedding of the starting model; absent if the run draws new weights. */
  readonly startsWith?: number | undefined;
  /** Whether the part must hold a row. */
  readonly needsRows: boolean;
}

/**
 * Selects what a run is trained on: all, or the part that fits into memory. With `dim: "auto"` embeddings first get fewer
 * numbers. Only if a run on all does not fit with the least of them, products are left out.
 * @throws TrainingError `nothing-to-learn` if not even one row, or one product, fits
 */
export function fitIntoMemory(all: TrainingSet, { maxBytes, config, startsWith, needsRows }: Room): TrainingSet {
  const given = startsWith ?? config.dim;
  const limit =
    given === 'auto' ? limitNumbers(all.catalogSize, (dim) => estimateRunBytes(all, dim) <= maxBytes) : undefined;
  const dim = given === 'auto' ? (limit?.numbers ?? MOST_AUTO_DIM) : given;
  const part = subsampleTrainingSet(all, { maxBytes, dim, seed: config.seed });
  if (part !== all && (needsRows ? countRows(part) : part.catalogSize) === 0) throw nothingFits(maxBytes, needsRows);
  return limit ? { ...part, numbersLimit: limit } : part;
}

function nothingFits(maxBytes: number, needsRows: boolean): TrainingError {
  const what = needsRows ? 'no row of training data with its products' : 'no product';
  const megabytes = Math.floor(maxBytes / 2 ** 20);
  return new TrainingError(
    'nothing-to-learn',
    `${what} fits into ${megabytes} MB: deploy with a larger trainingMemoryMegabytes`,
  );
}
