import { lossSettings } from '../../losses/loss-settings.ts';
import { losses, lossNames } from '../../losses/registry.ts';
import { optimizerNames, optimizers } from '../../optimizers/registry.ts';
import { scheduleNames } from '../../optimizers/schedule.ts';
import {
  choice,
  flag,
  number,
  numberOr,
  type SettingTable,
  type ValuesOf,
  whole,
  wholeOr,
  wholes,
} from '../../settings/setting.ts';
import { DIM_RANGE, HIDDEN_RANGE, LEARNING_RATE_RANGE } from '../../settings/shared-ranges.ts';
import { AUTO_DIMS, LEAST_AUTO_DIM, MAX_AUTO_PRODUCTS } from './auto-dimension.ts';

const strict = { isRefusedElsewhere: true } as const;
const bag = { appliesTo: 'encoder bag' } as const;

/** The parts of the encoder. */
const encoderSettings = {
  encoder: choice(
    ['bag', 'linear'],
    'bag',
    '`bag`: tokens and numbers of the products. `linear`: the plain `features` alone, as in the original model.',
  ),
  dim: wholeOr(
    'auto',
    DIM_RANGE,
    'auto',
    `Numbers in an embedding. \`auto\`: the least of ${AUTO_DIMS.join(', ')} that keep three quarters of the nearest products by text near. In a catalog of more than ${MAX_AUTO_PRODUCTS} products, or with a hidden layer or prefixes, it is ${LEAST_AUTO_DIM}.`,
  ),
  hidden: whole(HIDDEN_RANGE, 0, 'Units of a residual hidden layer after the sum of tokens and numbers; 0 for none.'),
  matryoshkaDims: wholes(
    DIM_RANGE,
    'Lengths of prefixes (shorter than `dim`) that are trained to be good embeddings too; [] for none.',
  ),
  queryTower: flag(
    false,
    'Uses separate token rows for the texts of queries. The InfoNCE loss is then symmetric.',
    bag,
  ),
  modalityWeight: number(
    [0, 10],
    0,
    'Weight of a symmetric InfoNCE loss between texts and given vectors; 0 for none. A product with only a vector is then placed near its text.',
    { appliesTo: 'encoder bag, losses of pairs or labelled rows', ...strict },
  ),
  normalize: flag(true, 'Scales embeddings to length 1.'),
};

/** How the weights move. */
const optimizerSettings = {
  optimizer: choice(
    ['auto', ...optimizerNames],
    'auto',
    'How the weights follow the gradient. `auto` is `rowwise-adam` with losses of lists, and `adam` with all others.',
  ),
  learningRate: number(LEARNING_RATE_RANGE, 0.002, 'The highest learning rate of the run.'),
  schedule: choice(
    scheduleNames,
    'linear',
    '`constant`: the learning rate stays. `linear`: it falls in a straight line to 0 at the last step. `cosine`: in half a cosine wave.',
  ),
  warmUpFraction: number([0, 1], 0, 'Share of the steps in which the learning rate rises to its highest.'),
  momentum: number([0, 0.999], 0, 'Share of the last update that is added to the next.', strict),
  weightDecay: number([0, 1], 0, 'Decay of the weights; less than 1 / learningRate.', strict),
  clipNorm: number(
    [0, 1e9],
    0,
    'If the gradients of a step together are longer than this, they are scaled down to it; 0 for never.',
  ),
  averageDecay: number(
    [0, 0.9999],
    0,
    'The model is the exponential average of the weights, with this decay; 0 for the last weights. Training on lists with thin evidence uses at least 0.9.',
  ),
};

/** Which weights of the run become the model. */
const selectionSettings = {
  bestEpoch: flag(
    false,
    'Selects the epoch with the best recall@10 (capped) on a validation part of the training data, instead of the last.',
    { appliesTo: 'runs without selfSupervised', ...strict },
  ),
  patience: whole([0, 10_000], 0, 'Epochs without improvement after which the run ends; 0 for never.', {
    appliesTo: 'bestEpoch',
    ...strict,
  }),
  trainedShare: numberOr(
    'chosen',
    [0, 1],
    'chosen',
    'How much of the training the model keeps: 1 is the trained weights, 0 those before the first step. `chosen` undoes training that questions about held-out rows show to harm; on a catalog alone it keeps 0.25.',
  ),
  validationFraction: number(
    [0.01, 0.5],
    0.1,
    'Share of the training rows on which epochs and settings are compared; at most 400 rows.',
    { appliesTo: 'bestEpoch or tune' },
  ),
};

/** How long the run is. */
const lengthSettings = {
  batchSize: whole(
    [1, 8192],
    256,
    'Anchors of a step. At most 2048 with losses of labelled rows, which compare all rows of a batch.',
  ),
  epochs: number(
    [0, 10_000],
    12,
    'How often each product that takes part is an anchor, on average (listwise). With other losses: how often each occurrence of a product in the training data is one.',
  ),
  maxPairs: whole([0, 1e12], 500_000, 'Most pairs that are drawn.', { appliesTo: 'losses of pairs or labelled rows' }),
  tune: flag(false, 'Searches better settings first, by successive halving on the training data alone.', {
    appliesTo: 'runs without selfSupervised and modalityWeight',
    ...strict,
  }),
  budgetSeconds: number(
    [0.001, 86_400],
    110,
    'Seconds of one nominal core for the steps (with `tune`: for search and steps, at most half for the search). The time is counted, not measured, so that the same run gives the same result.',
    { appliesTo: 'loss listwise, or tune' },
  ),
};

/** How the data is used. */
const dataSettings = {
  sessionWindow: whole([1, 1000], 3, 'Most places between two products of a session that are a pair.'),
  identityMinRows: whole(
    [1, 1e9],
    3,
    'Training rows that a product needs to have an embedding row of its own; with fewer it would be overfitted.',
    bag,
  ),
  tokenShrinkage: number(
    [0, 1e9],
    10,
    'Training rows of a token with which half of its learned change stays; 0: all of every change. Matchings and thin evidence keep all.',
    { appliesTo: 'loss listwise, encoder bag' },
  ),
  tuneFields: flag(
    true,
    'Fits the weights of the fields to the training data, starting from `features`. Of a catalog alone: by how far its fields agree.',
    bag,
  ),
  identityDropout: number(
    [0, 1],
    0.4,
    'Share of the training steps in which the own row of a product is left out, so that new products work.',
    bag,
  ),
  heldOutFraction: number(
    [0, 0.5],
    0.05,
    'Share of the training rows that is kept out of training to judge the model.',
  ),
  heldOutSplit: choice(
    ['auto', 'time', 'random'],
    'random',
    '`time`: the newest rows are held out. `random`: rows are held out by their content. `auto`: by time if most rows have a time, else at random.',
  ),
  watchdog: flag(
    true,
    'Whether a run that is certain to fail is stopped. If false, the same findings are only warnings.',
  ),
};

const runSettings = {
  seed: whole([0, Number.MAX_SAFE_INTEGER], 1, 'The same data, configuration and seed give the same bytes.'),
};

const lossChoice = { loss: choice(lossNames, 'listwise', 'What is minimised.') };

/**
 * Every setting of a training run, once: range, default, documentation and where it applies. Types, checks,
 * `kindred train --help` and docs/configuration.md are derived from it. To add a setting, add its line to one of the
 * groups above (or to losses/loss-settings.ts if losses read it).
 */
export const trainingSettings = {
  ...runSettings,
  ...encoderSettings,
  ...lossChoice,
  ...lossSettings,
  ...optimizerSettings,
  ...selectionSettings,
  ...lengthSettings,
  ...dataSettings,
};

/** The same settings by group, with the title of each group, as `--help` and the documentation show them. */
export const settingGroups: readonly (readonly [title: string, settings: SettingTable])[] = [
  ['Run', runSettings],
  ['Encoder', encoderSettings],
  ['Loss', { ...lossChoice, ...lossSettings }],
  ['Optimizer', optimizerSettings],
  ['Selection of the model', selectionSettings],
  ['Length of the run', lengthSettings],
  ['Training data', dataSettings],
];

/** The settings that have their place in the training configuration itself, without its `features`. */
export type TrainingSettings = ValuesOf<typeof trainingSettings>;
export type TrainingSettingName = keyof TrainingSettings;

/** Who reads a setting, by name: losses or optimizers. Undefined for a setting that does not depend on either. */
export function findReaders(
  setting: string,
): { readonly kind: 'loss' | 'optimizer'; readonly names: string[] } | undefined {
  const namesIn = (registry: Readonly<Record<string, { readonly reads: readonly string[] }>>) =>
    Object.keys(registry).filter((name) => registry[name]!.reads.includes(setting));
  const [byLoss, byOptimizer] = [namesIn(losses), namesIn(optimizers)];
  if (byLoss.length > 0) return { kind: 'loss', names: byLoss };
  return byOptimizer.length > 0 ? { kind: 'optimizer', names: byOptimizer } : undefined;
}
