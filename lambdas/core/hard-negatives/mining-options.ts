import { MiningError } from './mining-error.ts';

/** What counts as a hard negative, and how many are taken. */
export interface MiningOptions {
  /** First rank taken (inclusive, from 0): ranks count the products that may be offered at all, by falling score. */
  readonly rangeMin: number;
  /** End of the ranks taken (exclusive). */
  readonly rangeMax: number;
  /** The negative's score must be below the positive's minus this: in [0, 2]. */
  readonly margin: number;
  /** And below the positive's score x (1 - this): in [0, 1] (NV-Retriever, Moreira et al. 2024, section 4.2). */
  readonly relativeMargin: number;
  /** And not above this: in [-1, 1]. */
  readonly maxScore: number;
  /** Negatives of a pair, at least 1. */
  readonly perPair: number;
  /** Positives of an anchor that rows are written for, those it occurs with most often; at least 1. */
  readonly positivesPerAnchor: number;
  /** `top`: the highest scores of what the limits leave. `random`: any of it, each as likely. */
  readonly pick: 'top' | 'random';
  /** Of the random picks and of the sample that the false-negative chance is fitted on: in [0, 2^53). */
  readonly seed: number;
  /** A product whose chance of being a positive in truth is above this is never offered: in [0, 1]. */
  readonly maxFalseNegativeChance: number;
  /** Through which training rows a product that shares a positive with the anchor is skipped. */
  readonly connected: 'all' | 'pairs';
  /** `training`: products with a known positive. `all`: every product of the catalog. */
  readonly anchors: 'training' | 'all';
  /** An attribute whose value variants of one product share; '' where there is none. */
  readonly groupAttribute: string;
}

/**
 * The relative margin is NV-Retriever's. The cap on the chance: a pair with one hard negative that is wrong is worse than one with
 * none, so a negative must be right nineteen times for each time that it may be wrong.
 */
export const defaultMiningOptions: MiningOptions = {
  rangeMin: 0,
  rangeMax: 100,
  margin: 0,
  relativeMargin: 0.05,
  maxScore: 1,
  perPair: 4,
  positivesPerAnchor: 4,
  pick: 'top',
  seed: 1,
  maxFalseNegativeChance: 0.05,
  connected: 'all',
  anchors: 'training',
  groupAttribute: '',
};

/** Inclusive ranges of the numeric options. */
export const miningRanges = {
  rangeMin: [0, 1e6],
  rangeMax: [1, 1e6],
  margin: [0, 2],
  relativeMargin: [0, 1],
  maxScore: [-1, 1],
  perPair: [1, 1000],
  positivesPerAnchor: [1, 1e6],
  seed: [0, Number.MAX_SAFE_INTEGER],
  maxFalseNegativeChance: [0, 1],
} as const;

/** The numeric options that are whole numbers. */
export const wholeMiningOptions: ReadonlySet<string> = new Set([
  'rangeMin',
  'rangeMax',
  'perPair',
  'positivesPerAnchor',
  'seed',
]);

/** The options over the defaults. @throws MiningError `out-of-range`, `empty-range` */
export function resolveMiningOptions(overrides: Partial<MiningOptions> = {}): MiningOptions {
  const options = { ...defaultMiningOptions, ...overrides };
  for (const [name, [min, max]] of Object.entries(miningRanges)) {
    const value = options[name as keyof typeof miningRanges];
    if (value >= min && value <= max && (!wholeMiningOptions.has(name) || Number.isInteger(value))) continue;
    const kind = wholeMiningOptions.has(name) ? 'a whole number' : 'a number';
    throw new MiningError('out-of-range', `${name} is ${value}, expected ${kind} in [${min}, ${max}]`);
  }
  if (options.rangeMin < options.rangeMax) return options;
  throw new MiningError(
    'empty-range',
    `ranks ${options.rangeMin} to ${options.rangeMax} (exclusive) are none: raise rangeMax`,
  );
}
