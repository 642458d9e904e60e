import { defaultFeatureConfig, type FeatureConfig } from '../features/feature-config.ts';
import type { DistanceName } from '../losses/distances.ts';
import { TrainingConfigError } from './training-error.ts';

/** Everything that decides what a training run makes of its data. Same data and configuration: same bytes of weights. */
export interface TrainingConfig {
  /** A whole number in [0, 2^53), default 1. */
  readonly seed: number;
  /** `bag`: tokens and numbers of the products. `linear`: the plain `features` alone, as in the original model. */
  readonly encoder: 'bag' | 'linear';
  /** D: numbers in an embedding, 1 to 1024. */
  readonly dim: number;
  /** Whether embeddings are brought to length 1. */
  readonly normalize: boolean;
  readonly loss: 'info-nce' | 'triplet';
  /** InfoNCE: in (0, 10]. */
  readonly temperature: number;
  /** InfoNCE: also from candidate to anchor. */
  readonly symmetric: boolean;
  /** InfoNCE: how much of log q is subtracted from the logits, 0 to 1. */
  readonly logQStrength: number;
  /** Triplet loss. */
  readonly distance: DistanceName;
  readonly margin: number;
  readonly optimizer: 'adam' | 'sgd';
  /** At its highest; it falls in a straight line to 0 at the last step. */
  readonly learningRate: number;
  /** SGD only, in [0, 1). */
  readonly momentum: number;
  readonly batchSize: number;
  /**
   * How often each occurrence of a product in the training data is drawn as an anchor, on average, unless `maxPairs` ends the
   * run before. Not counted in pairs: the pairs of a large basket are many, what they tell is not.
   */
  readonly epochs: number;
  readonly maxPairs: number;
  /** Products of a session at most so many places apart are a pair. */
  readonly sessionWindow: number;
  /** How often a product's own row is left out in training, so that new products work: in [0, 1]. */
  readonly identityDropout: number;
  /** The share of the training rows kept out of training to judge the model, in [0, 0.5]. */
  readonly heldOutFraction: number;
  /** Whether a run that fails for certain is stopped; it is watched either way. */
  readonly watchdog: boolean;
  readonly features: FeatureConfig;
}

export const defaultTrainingConfig: TrainingConfig = {
  seed: 1,
  encoder: 'bag',
  dim: 128,
  normalize: true,
  loss: 'info-nce',
  temperature: 0.07,
  symmetric: false,
  logQStrength: 0.5,
  distance: 'squared-euclidean',
  margin: 0.5,
  optimizer: 'adam',
  learningRate: 0.002,
  momentum: 0,
  batchSize: 256,
  epochs: 5,
  maxPairs: 500_000,
  sessionWindow: 3,
  identityDropout: 0.5,
  heldOutFraction: 0.05,
  watchdog: true,
  features: defaultFeatureConfig,
};

type Rule = readonly string[] | 'boolean' | { min: number; max: number; whole?: boolean };

const weight: Rule = { min: 0, max: 100 };
const rules: Readonly<Record<string, Rule>> = {
  seed: { min: 0, max: Number.MAX_SAFE_INTEGER, whole: true },
  encoder: ['bag', 'linear'],
  dim: { min: 1, max: 1024, whole: true },
  normalize: 'boolean',
  loss: ['info-nce', 'triplet'],
  temperature: { min: 1e-4, max: 10 },
  symmetric: 'boolean',
  logQStrength: { min: 0, max: 1 },
  distance: ['squared-euclidean', 'euclidean', 'cosine'],
  margin: { min: 0, max: 1e6 },
  optimizer: ['adam', 'sgd'],
  learningRate: { min: 1e-9, max: 1000 },
  momentum: { min: 0, max: 0.999 },
  batchSize: { min: 1, max: 8192, whole: true },
  epochs: { min: 0, max: 10_000 },
  maxPairs: { min: 0, max: 1e12, whole: true },
  sessionWindow: { min: 1, max: 1000, whole: true },
  identityDropout: { min: 0, max: 1 },
  heldOutFraction: { min: 0, max: 0.5 },
  watchdog: 'boolean',
  'features/minDocumentFrequency': { min: 1, max: 1e9, whole: true },
  'features/unknownBuckets': { min: 0, max: 1e7, whole: true },
};

/**
 * The configuration with given values over the defaults.
 * @param overrides Parsed JSON: an object with any of the fields; undefined for the defaults alone.
 * @throws TrainingConfigError naming the place (JSON Pointer), the value and what is expected.
 */
export function trainingConfig(overrides: unknown = {}): TrainingConfig {
  const { features, ...rest } = objectAt('', overrides);
  const config = { ...defaultTrainingConfig, ...checked('', rest, defaultTrainingConfig) };
  return {
    ...config,
    features: {
      ...defaultFeatureConfig,
      ...checked('features/', objectAt('/features', features ?? {}), defaultFeatureConfig),
    },
  };
}

function objectAt(pointer: string, value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new TrainingConfigError('wrong-type', pointer, value, 'an object');
}

function checked<T extends object>(prefix: string, values: Record<string, unknown>, defaults: T): Partial<T> {
  for (const [name, value] of Object.entries(values)) {
    if (!Object.hasOwn(defaults, name)) {
      throw new TrainingConfigError(
        'unknown-field',
        `/${prefix}${name}`,
        value,
        `one of ${Object.keys(defaults).join(', ')}`,
      );
    }
    check(`/${prefix}${name}`, value, rules[`${prefix}${name}`] ?? weight);
  }
  return values as Partial<T>;
}

function check(pointer: string, value: unknown, rule: Rule): void {
  if (rule === 'boolean') {
    if (typeof value !== 'boolean') throw new TrainingConfigError('wrong-type', pointer, value, 'true or false');
  } else if ('min' in rule) {
    const expected = `a ${rule.whole ? 'whole ' : ''}number in [${rule.min}, ${rule.max}]`;
    if (typeof value !== 'number') throw new TrainingConfigError('wrong-type', pointer, value, expected);
    const fits = value >= rule.min && value <= rule.max && (!rule.whole || Number.isInteger(value));
    if (!fits) throw new TrainingConfigError('out-of-range', pointer, value, expected);
  } else if (typeof value !== 'string' || !rule.includes(value)) {
    throw new TrainingConfigError('out-of-range', pointer, value, `one of ${rule.join(', ')}`);
  }
}
