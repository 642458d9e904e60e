import { defaultTrainingConfig, type TrainingConfig } from '../../core/training/config/training-config.ts';
import { computeHeldOutShare } from '../../core/training/data/held-out-split.ts';
import type { TrainingReport } from '../../core/training/run/training-report.ts';
import type { ModelRegistry } from '../../ports/model-registry.ts';

/** The settings that decide which rows are held out for evaluation. */
type SplitSettings = Pick<TrainingConfig, 'seed' | 'heldOutFraction'>;

/** The split of training rows that a lineage of versions uses: its held-out rows were never trained on. */
export interface LineageSplit extends SplitSettings {
  /** The share of all rows that was held out. The lineage was trained on the others. */
  readonly share: number;
}

/** Reads the split of the run that a version comes from; the default split if it comes from no run. */
export async function readLineageSplit(registry: Pick<ModelRegistry, 'get'>, version: string): Promise<LineageSplit> {
  const record = await registry.get(version);
  const base = record?.lineage ? await registry.get(record.lineage.base) : record;
  // The report of a training run is a TrainingReport.
  const report = (base?.origin === 'training-run' ? base.report : {}) as Partial<TrainingReport>;
  const { seed, heldOutFraction } = { ...defaultTrainingConfig, ...report.config };
  return { seed, heldOutFraction, share: computeHeldOutShare(heldOutFraction, report.data?.rows ?? 0) };
}

/**
 * Explains why a configuration would evaluate on rows that a lineage was trained on; undefined if it would not. With
 * one seed, the held-out rows of a smaller share are among those of any larger share. So a run with the seed of the
 * lineage only has to hold out no larger share.
 */
export function explainSplitConflict(
  lineage: LineageSplit,
  { seed, heldOutFraction }: SplitSettings,
): string | undefined {
  if (heldOutFraction === 0) return undefined;
  if (lineage.share === 0) return 'its lineage held out no row for evaluation';
  if (seed === lineage.seed) return undefined;
  return `it was trained on rows that seed ${seed} holds out: its lineage held out the rows of seed ${lineage.seed}`;
}

/** The configuration with `heldOutFraction` no larger than the dataset of the run allows. */
export function limitHeldOut(
  config: TrainingConfig,
  { maxHeldOut = 1 }: { readonly maxHeldOut?: number },
): TrainingConfig {
  return { ...config, heldOutFraction: Math.min(config.heldOutFraction, maxHeldOut) };
}
