import { defaultTrainingConfig, type TrainingConfig } from '../../core/training/config/training-config.ts';
import { compareMarks, type HeldOutRule, TRAINED_ON_NO_ROW } from '../../core/training/data/held-out-rule.ts';
import type { TrainingReport } from '../../core/training/run/training-report.ts';
import type { ModelRegistry } from '../../ports/model-registry.ts';

/** The settings that decide which facts are held out for evaluation. */
type SplitSettings = Pick<TrainingConfig, 'seed' | 'heldOutFraction' | 'heldOutSplit'>;

/** The split of training data that a lineage of versions uses: its held-out facts were never trained on. */
export interface LineageSplit extends Pick<SplitSettings, 'seed' | 'heldOutFraction'> {
  /** Which facts were held out; undefined if a release before these rules chose them. */
  readonly rule: HeldOutRule | undefined;
}

/** Reads the split of the run that a version comes from; the default split if it comes from no run. */
export async function readLineageSplit(registry: Pick<ModelRegistry, 'get'>, version: string): Promise<LineageSplit> {
  const record = await registry.get(version);
  const base = record?.lineage ? await registry.get(record.lineage.base) : record;
  const { seed, heldOutFraction } = defaultTrainingConfig;
  if (base?.origin !== 'training-run') {
    return { seed, heldOutFraction, rule: { by: 'random', share: heldOutFraction } };
  }
  // The report of a training run is a TrainingReport.
  const { config, data, learnedFrom } = base.report as Partial<TrainingReport>;
  const rule = learnedFrom === 'catalog' ? TRAINED_ON_NO_ROW : data?.split;
  return { seed, heldOutFraction, ...config, rule };
}

/**
 * Explains why a configuration would evaluate on facts that a lineage was trained on; undefined if it would not.
 * - At random, with one seed, the held-out facts of a smaller share are among those of any larger share. So a run with
 *   the seed of the lineage only has to hold out no larger share.
 * - By time a run only has to hold out no fact that is older than those of the lineage.
 */
export function explainSplitConflict(
  { rule, ...lineage }: LineageSplit,
  { seed, heldOutFraction, heldOutSplit }: SplitSettings,
): string | undefined {
  if (heldOutFraction === 0) return undefined;
  if (rule === undefined) return 'an earlier release chose the rows that its lineage held out';
  if (rule.share === 0 || (rule.by === 'time' && rule.from === null))
    return 'its lineage held out no row for evaluation';
  if (heldOutSplit !== 'auto' && heldOutSplit !== rule.by) {
    return `its lineage held out rows by heldOutSplit ${rule.by}, the configuration has ${heldOutSplit}`;
  }
  if (seed === lineage.seed || rule.share === TRAINED_ON_NO_ROW.share) return undefined;
  return `it was trained on rows that seed ${seed} holds out: its lineage held out the rows of seed ${lineage.seed}`;
}

/** Whether no version of a lineage was trained on what a run held out, so that both can be judged on it. */
export function isUnseenBy(
  { rule: learned, ...lineage }: LineageSplit,
  rule: HeldOutRule,
  { seed, heldOutFraction }: SplitSettings,
): boolean {
  if (learned === undefined) return false;
  if (learned.share === TRAINED_ON_NO_ROW.share) return true;
  if (learned.by === 'random' || rule.by === 'random') {
    return learned.by === rule.by && seed === lineage.seed && heldOutFraction <= lineage.heldOutFraction;
  }
  if (rule.from === null || learned.from === null) return rule.from === null;
  return compareMarks(rule.from, learned.from) >= 0;
}

/** What the dataset of a run says about the split of the lineage that it continues. */
export interface SplitLimits {
  /** The largest share of facts that may be held out (default 1). */
  readonly maxHeldOut?: number;
  /** How the lineage holds out facts (default: as the configuration says). */
  readonly heldOutBy?: HeldOutRule['by'];
}

/** The configuration with the split of the lineage that the run continues. */
export function limitHeldOut(config: TrainingConfig, { maxHeldOut = 1, heldOutBy }: SplitLimits): TrainingConfig {
  const heldOutFraction = Math.min(config.heldOutFraction, maxHeldOut);
  return { ...config, heldOutFraction, heldOutSplit: heldOutBy ?? config.heldOutSplit };
}
