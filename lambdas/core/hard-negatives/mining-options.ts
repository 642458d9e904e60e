import { CodedError } from '../errors/coded-error.ts';

/** What counts as a hard negative, and how many are mined. */
export interface MiningOptions {
  /** First rank (inclusive, from 0). Ranks count the allowed products by falling score. */
  readonly rangeMin: number;
  /** End of the ranks (exclusive). */
  readonly rangeMax: number;
  /** The negative's score must be below the positive's minus this: in [0, 2]. */
  readonly margin: number;
  /**
   * The negative's score must be below the positive's x (1 - this): in [0, 1] (NV-Retriever, Moreira et al. 2024,
   * section 4.2).
   */
  readonly relativeMargin: number;
  /** The negative's score must be at most this: in [-1, 1]. */
  readonly maxScore: number;
  /** Negatives per pair, at least 1. */
  readonly perPair: number;
  /** Limit of positives per anchor, at least 1. Those that occur with it most often come first. */
  readonly positivesPerAnchor: number;
  /** `top`: the highest scores within the limits. `random`: uniform among them. */
  readonly pick: 'top' | 'random';
  /** Seed of the random picks and of the sample for the false-negative model: in [0, 2^53). */
  readonly seed: number;
  /** A product with a higher probability of being a positive in truth is excluded: in [0, 1]. */
  readonly maxFalseNegativeChance: number;
  /** The training rows through which a product that shares a positive with the anchor is excluded. */
  readonly connected: 'all' | 'pairs';
  /** `training`: products with a known positive. `all`: every product of the catalog. */
  readonly anchors: 'training' | 'all';
  /** Name of an attribute whose value is shared by the variants of one product; '' for none. */
  readonly groupAttribute: string;
}

/**
 * The relative margin is NV-Retriever's. The limit of the probability follows from its cost: a wrong hard negative
 * harms a pair more than none. At 0.05 a negative is right nineteen times as often as wrong.
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

export type MiningErrorCode =
  /** An option is outside its range. */
  | 'out-of-range'
  /** The rank range is empty. */
  | 'empty-range'
  /** No product of the catalog has the group attribute. */
  | 'unknown-attribute'
  /** No product of the catalog has a known positive, so no row can be mined. */
  | 'no-positives';

/** Thrown when negatives cannot be mined. The message says what to change. */
export class MiningError extends CodedError<MiningErrorCode> {
  constructor(code: MiningErrorCode, message: string) {
    super(code, `mining: ${message}`);
  }
}

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

/** Completes options with the defaults and checks their ranges. @throws MiningError `out-of-range`, `empty-range` */
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
    `rangeMin is ${options.rangeMin} and rangeMax (exclusive) ${options.rangeMax}, which leaves no rank: raise rangeMax`,
  );
}
