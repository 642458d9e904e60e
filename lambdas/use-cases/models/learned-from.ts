import type { LearnedFrom, TrainingReport } from '../../core/training/run/training-report.ts';
import type { ModelRegistry } from '../../ports/model-registry.ts';

/**
 * Reads what a version learned from. A version made by online steps learned from training rows. So did a version
 * without a record: nothing is known of it, and a text model must not replace it without proof.
 */
export async function readLearnedFrom(registry: Pick<ModelRegistry, 'get'>, version: string): Promise<LearnedFrom> {
  const record = await registry.get(version);
  if (record?.origin !== 'training-run') return 'training-rows';
  // The report of a training run is a TrainingReport.
  const { learnedFrom, config } = record.report as Partial<TrainingReport>;
  // Reports of earlier releases do not say it.
  return learnedFrom ?? (config?.selfSupervised ? 'catalog' : 'training-rows');
}
