import { getEvidence } from '../../losses/registry.ts';
import { LEAST_AUTO_DIM } from './auto-dimension.ts';
import { defaultTrainingConfig, type TrainingConfig } from './training-config.ts';
import { findReaders, type TrainingSettingName, trainingSettings } from './training-settings.ts';

type Condition = (config: TrainingConfig) => boolean;

const ofBag: Condition = ({ encoder }) => encoder === 'bag';
const ofViews: Condition = ({ selfSupervised }) => selfSupervised;

/** When a setting has an effect: in code what `appliesTo` says in words. */
export const conditions: Readonly<Partial<Record<TrainingSettingName, Condition>>> = {
  queryTower: ofBag,
  identityMinRows: ofBag,
  tuneFields: ofBag,
  identityDropout: ofBag,
  tokenShrinkage: ({ loss, encoder }) => loss === 'listwise' && encoder === 'bag',
  minerEpsilon: ({ miner }) => miner === 'multi-similarity',
  viewDropout: ofViews,
  viewFieldDropout: ofViews,
  validationFraction: ({ bestEpoch, tune }) => bestEpoch || tune,
  maxPairs: (config) => config.tune || getEvidence(config) !== 'lists',
  budgetSeconds: ({ loss, tune }) => loss === 'listwise' || tune,
};

/** A setting that was given and has no effect, and why. */
export interface IgnoredSetting {
  readonly setting: TrainingSettingName;
  /** The values without an effect of a list; default: all that was given. */
  readonly values?: readonly number[];
  /** Such as `loss info-nce does not read it; read by triplet, contrastive`. */
  readonly because: string;
}

/**
 * The settings of a configuration that differ from their defaults although nothing reads them, or not all of their
 * values. Those that are refused elsewhere are not among them: buildTrainingConfig throws for these.
 */
export function listIgnoredSettings(config: TrainingConfig): IgnoredSetting[] {
  const names = Object.keys(trainingSettings) as TrainingSettingName[];
  return names.flatMap((setting) => {
    if (JSON.stringify(config[setting]) === JSON.stringify(defaultTrainingConfig[setting])) return [];
    if (setting === 'matryoshkaDims') return listLongPrefixes(config);
    const because = explainIgnored(config, setting);
    return because === undefined ? [] : [{ setting, because }];
  });
}

function explainIgnored(config: TrainingConfig, setting: TrainingSettingName): string | undefined {
  const condition = conditions[setting];
  if (condition) return condition(config) ? undefined : `it applies to ${trainingSettings[setting].appliesTo}`;
  const readers = findReaders(setting);
  // A search for settings tries other losses too.
  if (readers === undefined || (readers.kind === 'loss' && config.tune)) return undefined;
  const chosen = config[readers.kind];
  if (readers.names.includes(chosen)) return undefined;
  return `${readers.kind} ${chosen} does not read it; read by ${readers.names.join(', ')}`;
}

/** Prefixes must be shorter than a vector. With prefixes `dim: "auto"` measures nothing (choose-dimension.ts). */
function listLongPrefixes({ dim, matryoshkaDims }: TrainingConfig): IgnoredSetting[] {
  const numbers = dim === 'auto' ? LEAST_AUTO_DIM : dim;
  const values = matryoshkaDims.filter((length) => length >= numbers);
  if (values.length === 0) return [];
  const auto = dim === 'auto' ? ' with dim auto and prefixes' : '';
  return [{ setting: 'matryoshkaDims', values, because: `a new vector has ${numbers} numbers${auto}` }];
}
