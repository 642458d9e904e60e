import { type FeatureConfig, featureSettings } from '../../features/feature-config.ts';
import { describeProblem, findFault } from '../../settings/check-values.ts';
import { buildDefaults, type SettingTable } from '../../settings/setting.ts';
import { checkFit } from './config-fit.ts';
import { TrainingConfigError } from './training-error.ts';
import { type TrainingSettings, trainingSettings } from './training-settings.ts';

/**
 * Everything that decides the outcome of a training run on given data. The same data and configuration give the same
 * bytes of weights. Each setting, its range and its default are in training-settings.ts and on docs/configuration.md.
 */
export interface TrainingConfig extends TrainingSettings {
  readonly features: FeatureConfig;
}

export const defaultTrainingConfig: TrainingConfig = {
  ...buildDefaults(trainingSettings),
  features: buildDefaults(featureSettings),
};

/**
 * The configuration with given values over the defaults.
 * @param overrides Parsed JSON: an object with any of the settings; undefined for the defaults alone.
 * @throws TrainingConfigError that names the place (JSON Pointer), the value and what is expected.
 */
export function buildTrainingConfig(overrides: unknown = {}): TrainingConfig {
  const { features: givenFeatures, ...given } = objectAt('', overrides);
  // Stored requests may have null.
  const features = objectAt('/features', givenFeatures ?? {});
  checkValues(trainingSettings, given, '');
  checkValues(featureSettings, features, '/features');
  // The values are checked against the tables that the types are derived from.
  const config = { ...defaultTrainingConfig, ...(given as Partial<TrainingSettings>) };
  checkFit(config);
  return { ...config, features: { ...defaultTrainingConfig.features, ...(features as Partial<FeatureConfig>) } };
}

/**
 * The settings that differ from their defaults, as `buildTrainingConfig` takes them. A configuration of an earlier
 * release may lack some settings; these are left out.
 */
export function listChangedSettings(config: Partial<TrainingConfig>): Partial<TrainingConfig> {
  const { features, ...own } = config;
  const changes = changedFrom(defaultTrainingConfig, own);
  const ofFeatures = changedFrom(defaultTrainingConfig.features, features ?? {});
  return { ...changes, ...(Object.keys(ofFeatures).length > 0 && { features: ofFeatures as FeatureConfig }) };
}

function changedFrom<Values extends object>(defaults: Values, values: Partial<Values>): Partial<Values> {
  const names = Object.keys(values) as (keyof Values)[];
  const changed = names.filter((name) => JSON.stringify(values[name]) !== JSON.stringify(defaults[name]));
  return Object.fromEntries(changed.map((name) => [name, values[name]])) as Partial<Values>;
}

function checkValues(table: SettingTable, values: Readonly<Record<string, unknown>>, pointer: string): void {
  const fault = findFault(table, values, pointer);
  if (fault) throw new TrainingConfigError(fault.code, fault.pointer, fault.problem);
}

function objectAt(pointer: string, value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new TrainingConfigError('wrong-type', pointer, describeProblem(value, 'an object'));
}
