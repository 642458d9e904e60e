import type { TrainingConfig } from './training-config.ts';
import type { TrainingSet } from './training-set.ts';
import type { TrainingTuning } from './training-tuning.ts';

export function tuneFields(_set: TrainingSet, _config: TrainingConfig): TrainingTuning['fields'] {
  return null;
}
