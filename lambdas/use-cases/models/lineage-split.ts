import { defaultTrainingConfig, type TrainingConfig } from '../../core/training/config/training-config.ts';
import { computeHeldOutShare } from '../../core/training/data/held-out-split.ts';
import type { TrainingReport } from '../../core/training/run/training-report.ts';
import type { ModelRegistry } from '../../ports/model-registry.ts';

/** What decides which rows are held out to judge by. */
type HeldOutBy = Pick<TrainingConfig, 'seed' | 'heldOutFraction'>;

/** By which rows a lineage holds out. */
export interface LineageSplit extends HeldOutBy {
  /** Of all rows, that which was held out: it has learnt the others. */
  readonly share: number;
}

/** By which rows are held out, in the run that a version comes from; by the defaults where it comes from none. */
export async function readLineageSplit(registry: Pick<ModelRegistry, 'get'>, version: string): Promise<LineageSplit> {
  const record = await registry.get(version);
  const base = record?.lineage ? await registry.get(record.lineage.base) : record;
  // A run's report has its configuration.
  const report = (base?.origin === 'training-run' ? base.report : {}) as Partial<TrainingReport>;
  const { seed, heldOutFraction } = { ...defaultTrainingConfig, ...report.config };
  return { seed, heldOutFraction, share: computeHeldOutShare(heldOutFraction, report.data?.rows ?? 0) };
}

/**
 * Why rows of a configuration cannot be judged by without judging by some that a lineage has learnt; undefined where they can: what is
 * held out of a share of the rows is held out of any larger one of the same seed, so that the share has to be no larger than the lineage's.
 */
export function explainSplitConflict(lineage: LineageSplit, { seed, heldOutFraction }: HeldOutBy): string | undefined {
  if (heldOutFraction === 0) return undefined;
  if (lineage.share === 0) return 'its lineage held out no row to judge by';
  if (seed === lineage.seed) return undefined;
  return `it has learnt rows that are to be held out now, by seed ${seed}, where its lineage held out others, by seed ${lineage.seed}`;
}
