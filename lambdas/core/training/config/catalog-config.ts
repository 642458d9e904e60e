import { buildTrainingConfig, defaultTrainingConfig, type TrainingConfig } from './training-config.ts';
import { TrainingConfigError } from './training-error.ts';
import { type TrainingSettingName, trainingSettings } from './training-settings.ts';

/** The settings that every run on the catalog alone can use, with any loss and encoder of the given configuration. */
const KEPT_SETTINGS: readonly TrainingSettingName[] = [
  'seed',
  'dim',
  'matryoshkaDims',
  'normalize',
  'budgetSeconds',
  'heldOutFraction',
  'viewDropout',
  'viewFieldDropout',
  'trainedShare',
];

/**
 * The configuration with which a run of the given one learns from the catalog alone: the given one with
 * `selfSupervised`, if its other settings allow that; else `toPlainCatalogConfig`.
 */
export function toCatalogConfig(config: TrainingConfig): TrainingConfig {
  try {
    return buildTrainingConfig({ ...config, selfSupervised: true });
  } catch (cause) {
    if (!(cause instanceof TrainingConfigError)) throw cause;
    return toPlainCatalogConfig(config);
  }
}

/** Learns from the catalog alone with the seed, the features and the shape of the vectors of a configuration. */
export function toPlainCatalogConfig(config: TrainingConfig): TrainingConfig {
  const kept = Object.fromEntries(KEPT_SETTINGS.map((name) => [name, config[name]]));
  return buildTrainingConfig({ ...kept, features: config.features, selfSupervised: true });
}

/** The settings other than their defaults that `toCatalogConfig` does not keep. */
export function listUnusedSettings(config: TrainingConfig): TrainingSettingName[] {
  const used = toCatalogConfig(config);
  const isEqual = (name: TrainingSettingName, to: TrainingConfig) =>
    JSON.stringify(config[name]) === JSON.stringify(to[name]);
  const names = Object.keys(trainingSettings) as TrainingSettingName[];
  return names.filter(
    (name) => name !== 'selfSupervised' && !isEqual(name, used) && !isEqual(name, defaultTrainingConfig),
  );
}
