import { defaultTrainingConfig, type TrainingConfig } from '../core/training/training-config.ts';
import type { ModelRegistry } from '../ports/model-registry.ts';

/** What decides which rows are held out to judge by. */
export type HeldOutBy = Pick<TrainingConfig, 'seed' | 'heldOutFraction'>;

/** By which rows are held out, in the run that a version comes from; by the defaults where it comes from none. */
export async function heldOutBy(registry: Pick<ModelRegistry, 'get'>, version: string): Promise<HeldOutBy> {
  const record = await registry.get(version);
  const base = record?.lineage ? await registry.get(record.lineage.base) : record;
  // A run's report has its configuration.
  const config = base?.origin === 'training-run' ? (base.report.config as Partial<HeldOutBy>) : {};
  const { seed, heldOutFraction } = { ...defaultTrainingConfig, ...config };
  return { seed, heldOutFraction };
}

/**
 * Why a configuration would judge by rows that a lineage was trained on, which held other rows out; undefined where it would not: what
 * is held out of a larger part by the same seed is held out of a smaller one too.
 */
export function whyJudgedBySeen(lineage: HeldOutBy, { seed, heldOutFraction }: HeldOutBy): string | undefined {
  if (heldOutFraction === 0 || (seed === lineage.seed && heldOutFraction <= lineage.heldOutFraction)) return undefined;
  return (
    `it was trained on rows that are to be held out now, by seed ${seed} and heldOutFraction ${heldOutFraction}, ` +
    `having held out others, by ${lineage.seed} and ${lineage.heldOutFraction}`
  );
}
