import { findFeaturesWidth } from '../features/given-vectors.ts';
import type { TrainingConfig } from '../training/config/training-config.ts';
import { heldOutOptions } from '../training/data/held-out-rule.ts';
import { splitHeldOut } from '../training/data/held-out-split.ts';
import type { TrainingSet } from '../training/data/training-set.ts';
import { selectRowsWithFeatures } from '../training/data/usable-rows.ts';
import type { Preparation } from '../training/plans/step-plan.ts';
import type { SearchReport } from './search-report.ts';
import { SettingsSearch } from './settings-search.ts';

/** The configuration of a run as plain JSON, and the search that found it, if any. */
export interface TunedConfig {
  readonly config: TrainingConfig;
  readonly search?: SearchReport;
}

/**
 * Decides the configuration of a run. With `tune` it searches on the rows that are not held out; else it returns the
 * given one. The returned configuration has `tune` off, so that a resumed run does not search again.
 */
export function* tuneConfig(set: TrainingSet, config: TrainingConfig): Generator<Preparation, TunedConfig, void> {
  if (!config.tune) return { config };
  const inputDim = findFeaturesWidth(set.products);
  const usable = config.encoder === 'linear' ? selectRowsWithFeatures(set, inputDim) : set;
  const { training } = splitHeldOut(usable, heldOutOptions(config, set));
  const found = yield* new SettingsSearch(training, inputDim, config).find();
  return { config: found.config, search: found.report };
}
