import { defaultFeatureConfig, type FeatureConfig } from '../../features/feature-config.ts';
import type { DistanceName } from '../../losses/distances.ts';
import type { Margin } from '../../losses/margin.ts';
import { type MinerName, minerNames } from '../../miners/miner.ts';
import { type OptimizerName, optimizerNames } from '../../optimizers/make-optimizer.ts';
import { type ScheduleName, scheduleNames } from '../../optimizers/schedule.ts';
import { checkFit } from './config-fit.ts';
import { type LossName, lossNames } from './loss-traits.ts';
import { TrainingConfigError } from './training-error.ts';

/** Everything that decides what a training run makes of its data. Same data and configuration: same bytes of weights. */
export interface TrainingConfig {
  /** A whole number in [0, 2^53), default 1. */
  readonly seed: number;
  /** `bag`: tokens and numbers of the products. `linear`: the plain `features` alone, as in the original model. */
  readonly encoder: 'bag' | 'linear';
  /** D: numbers in an embedding, 1 to 1024. */
  readonly dim: number;
  /** Units of a residual hidden layer behind the sum of tokens and numbers, 0 (none) to 4096. */
  readonly hidden: number;
  /** Lengths of prefixes (1 to 1024, those below `dim` count) that are trained to be good embeddings too; [] for none. */
  readonly matryoshkaDims: readonly number[];
  /** Whether the texts of query rows have token rows of their own. The InfoNCE loss is then symmetric. Bag encoder only. */
  readonly queryTower: boolean;
  /**
   * Weight, 0 (none) to 10, of a symmetric InfoNCE loss between what products say and their given vectors, each alone, so that
   * a product with only a vector lands near its text. Bag encoder only.
   */
  readonly modalityWeight: number;
  /** Whether embeddings are brought to length 1. */
  readonly normalize: boolean;
  /** docs/losses.md says what each is and when to take it. */
  readonly loss: LossName;
  /**
   * Who chooses the triplets or pairs of a batch that the triplet, contrastive, circle and multi-similarity losses are taken of.
   * `none`: the triplet loss takes the given negatives, the others every pair.
   */
  readonly miner: MinerName | 'none';
  /** Multi-similarity miner: how far, in cosine, a pair may be on the easy side and still be chosen, in [0, 2]. */
  readonly minerEpsilon: number;
  /** Listwise, InfoNCE and supervised contrastive loss: in (0, 10]. */
  readonly temperature: number;
  /** InfoNCE: whether the temperature is learned from where it starts, within [0.01, 1]. */
  readonly learnTemperature: boolean;
  /**
   * Listwise, bag encoder: learn from the catalog alone, training data ignored. Each product, seen with a part of its tokens
   * missing, is to be found again among all, beside those that are like it by text.
   */
  readonly selfSupervised: boolean;
  /** Self-supervised: the chance that a token, or a number of a vector, is missing in the view, in [0, 1). */
  readonly viewDropout: number;
  /** Self-supervised: the chance that a whole field (title, description, brand, ...) is missing in the view, in [0, 1). One stays. */
  readonly viewFieldDropout: number;
  /** Listwise: what the cosine of texts weighs beside likeness by company in the targets, in [0, 10], or `tuned` on the data. */
  readonly targetTextWeight: number | 'tuned';
  /** Listwise: the power that likeness is taken to before it is shared out as chances, in (0, 10]. */
  readonly targetSharpness: number;
  /** Listwise: products that an anchor is ranked among, at most, 16 to 65,536. */
  readonly maxCandidates: number;
  /** InfoNCE: also from candidate to anchor. */
  readonly symmetric: boolean;
  /** InfoNCE: whether what the training rows know to be like an anchor is no negative of it. */
  readonly maskKnownPositives: boolean;
  /** InfoNCE: how much of log q is subtracted from the logits, 0 to 1. */
  readonly logQStrength: number;
  /** Triplet, batch-all, batch-hard, semi-hard and contrastive loss. */
  readonly distance: DistanceName;
  /** The same losses and the circle loss: at least 0; `soft` for all of them that are made of triplets; in (0, 1) for the circle loss. */
  readonly margin: Margin;
  /** Circle loss: gamma, in (0, 10,000]. */
  readonly circleScale: number;
  /** Multi-similarity loss: alpha and beta in (0, 10,000], lambda in [-1, 1]. */
  readonly multiSimilarityAlpha: number;
  readonly multiSimilarityBeta: number;
  readonly multiSimilarityBase: number;
  /** N-pair loss: weight of the squared lengths of embeddings, at least 0. */
  readonly normPenalty: number;
  readonly optimizer: OptimizerName;
  /** At its highest. */
  readonly learningRate: number;
  /** How the learning rate falls: not at all, in a straight line to 0 at the last step, or in half a cosine wave to 0. */
  readonly schedule: ScheduleName;
  /** The share of the steps in which the learning rate first rises to its highest, in [0, 1]. */
  readonly warmUpFraction: number;
  /** SGD only, in [0, 1). */
  readonly momentum: number;
  /** AdamW only, in [0, 1]. */
  readonly weightDecay: number;
  /** The gradients of a step are scaled down to this joint length, at least 0; 0: never. */
  readonly clipNorm: number;
  /** The model is the exponential average of the weights of the run by this decay, in [0, 1); 0: the last weights. Lists of thin evidence: 0.9 at least. */
  readonly averageDecay: number;
  /** Whether the model is that of the epoch with the best recall@10 on a validation part cut off from the training data, instead of the last. */
  readonly bestEpoch: boolean;
  /** Epochs without a better one after which such a run ends, 0 (never) to 10,000. */
  readonly patience: number;
  /** The share of the training rows, at most 400, that epochs and settings are chosen by, where any are: in [0.01, 0.5]. */
  readonly validationFraction: number;
  readonly batchSize: number;
  /**
   * Listwise: how often each product that has company is an anchor, on average, where there is evidence enough. Else: how often
   * each occurrence of a product in the training data is drawn as an anchor, on average, unless `maxPairs` ends the run before. Not counted in pairs: the pairs of a large basket are many, what they tell is not.
   */
  readonly epochs: number;
  readonly maxPairs: number;
  /** Whether better settings are looked for first, by successive halving on the training data alone (docs/design/learning.md). */
  readonly tune: boolean;
  /**
   * Listwise: seconds of one nominal core that the steps may take, in (0, 86,400]: counted, not timed, so that runs repeat.
   * With `tune`, of any loss: for search and steps together, at most half for the search.
   */
  readonly budgetSeconds: number;
  /** Products of a session at most so many places apart are a pair. */
  readonly sessionWindow: number;
  /** Products in fewer training rows than this have no row of their own: it would learn them by heart. At least 1. */
  readonly identityMinRows: number;
  /** Whether the weights of the fields of text are fitted to the training data, from where `features` sets them. */
  readonly tuneFields: boolean;
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
  dim: 256,
  hidden: 0,
  matryoshkaDims: [],
  queryTower: false,
  modalityWeight: 0,
  normalize: true,
  loss: 'listwise',
  miner: 'none',
  minerEpsilon: 0.1,
  temperature: 0.07,
  learnTemperature: false,
  selfSupervised: false,
  viewDropout: 0.1,
  viewFieldDropout: 0,
  targetTextWeight: 'tuned',
  targetSharpness: 2,
  maxCandidates: 4096,
  symmetric: false,
  maskKnownPositives: false,
  logQStrength: 0.5,
  distance: 'squared-euclidean',
  margin: 0.5,
  circleScale: 80,
  multiSimilarityAlpha: 2,
  multiSimilarityBeta: 50,
  multiSimilarityBase: 0.5,
  normPenalty: 0.002,
  optimizer: 'adam',
  learningRate: 0.002,
  schedule: 'linear',
  warmUpFraction: 0,
  momentum: 0,
  weightDecay: 0,
  clipNorm: 0,
  averageDecay: 0,
  bestEpoch: false,
  patience: 0,
  validationFraction: 0.1,
  batchSize: 256,
  epochs: 12,
  maxPairs: 500_000,
  tune: false,
  budgetSeconds: 110,
  sessionWindow: 3,
  identityMinRows: 3,
  tuneFields: true,
  identityDropout: 0.4,
  heldOutFraction: 0.05,
  watchdog: true,
  features: defaultFeatureConfig,
};

type NumberRule = { min: number; max: number; whole?: boolean; orElse?: string };
type Rule = readonly string[] | 'boolean' | NumberRule | { each: NumberRule };

const weight: Rule = { min: 0, max: 100 };
const rules: Readonly<Record<string, Rule>> = {
  seed: { min: 0, max: Number.MAX_SAFE_INTEGER, whole: true },
  encoder: ['bag', 'linear'],
  dim: { min: 1, max: 1024, whole: true },
  hidden: { min: 0, max: 4096, whole: true },
  matryoshkaDims: { each: { min: 1, max: 1024, whole: true } },
  queryTower: 'boolean',
  modalityWeight: { min: 0, max: 10 },
  normalize: 'boolean',
  loss: lossNames,
  miner: ['none', ...minerNames],
  minerEpsilon: { min: 0, max: 2 },
  temperature: { min: 1e-4, max: 10 },
  learnTemperature: 'boolean',
  selfSupervised: 'boolean',
  viewDropout: { min: 0, max: 0.999 },
  viewFieldDropout: { min: 0, max: 0.999 },
  targetTextWeight: { min: 0, max: 10, orElse: 'tuned' },
  targetSharpness: { min: 1e-3, max: 10 },
  maxCandidates: { min: 16, max: 65_536, whole: true },
  symmetric: 'boolean',
  maskKnownPositives: 'boolean',
  logQStrength: { min: 0, max: 1 },
  distance: ['squared-euclidean', 'euclidean', 'cosine'],
  margin: { min: 0, max: 1e6, orElse: 'soft' },
  circleScale: { min: 1e-3, max: 10_000 },
  multiSimilarityAlpha: { min: 1e-3, max: 10_000 },
  multiSimilarityBeta: { min: 1e-3, max: 10_000 },
  multiSimilarityBase: { min: -1, max: 1 },
  normPenalty: { min: 0, max: 1e6 },
  optimizer: optimizerNames,
  learningRate: { min: 1e-9, max: 1000 },
  schedule: scheduleNames,
  warmUpFraction: { min: 0, max: 1 },
  momentum: { min: 0, max: 0.999 },
  weightDecay: { min: 0, max: 1 },
  clipNorm: { min: 0, max: 1e9 },
  averageDecay: { min: 0, max: 0.9999 },
  bestEpoch: 'boolean',
  patience: { min: 0, max: 10_000, whole: true },
  validationFraction: { min: 0.01, max: 0.5 },
  batchSize: { min: 1, max: 8192, whole: true },
  epochs: { min: 0, max: 10_000 },
  maxPairs: { min: 0, max: 1e12, whole: true },
  tune: 'boolean',
  budgetSeconds: { min: 0.001, max: 86_400 },
  sessionWindow: { min: 1, max: 1000, whole: true },
  identityMinRows: { min: 1, max: 1e9, whole: true },
  tuneFields: 'boolean',
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
  checkFit(config);
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
  } else if ('each' in rule) {
    if (!Array.isArray(value)) throw new TrainingConfigError('wrong-type', pointer, value, 'a list of numbers');
    for (const [i, one] of value.entries()) check(`${pointer}/${i}`, one, rule.each);
  } else if ('min' in rule) {
    if (rule.orElse !== undefined && value === rule.orElse) return;
    const expected = `a ${rule.whole ? 'whole ' : ''}number in [${rule.min}, ${rule.max}]${rule.orElse ? ` or ${rule.orElse}` : ''}`;
    if (typeof value !== 'number') throw new TrainingConfigError('wrong-type', pointer, value, expected);
    const fits = value >= rule.min && value <= rule.max && (!rule.whole || Number.isInteger(value));
    if (!fits) throw new TrainingConfigError('out-of-range', pointer, value, expected);
  } else if (typeof value !== 'string' || !rule.includes(value)) {
    throw new TrainingConfigError('out-of-range', pointer, value, `one of ${rule.join(', ')}`);
  }
}
