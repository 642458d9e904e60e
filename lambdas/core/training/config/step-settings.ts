/** The settings of the online step (`POST /v1/train`, and uploads of few triplets). */
export interface StepSettings {
  /** Size of the move along the gradient, in LEARNING_RATE_RANGE. */
  readonly learningRate: number;
  /** How much farther the negative must be than the positive, in squared Euclidean distance; in MARGIN_RANGE. */
  readonly margin: number;
  /** `exact`: the gradient of the loss. `seed`: the update of the original model. */
  readonly gradient: 'exact' | 'seed';
  /** Passes over the triplets, 1 to MAX_STEP_PASSES. */
  readonly steps: number;
  /**
   * Triplets in one update, at least 1 (default all of them). 1 updates on each in turn, as the original model does.
   */
  readonly batchSize?: number | undefined;
}

/** The defaults; docs/api.md states them too. */
export const defaultStepSettings: StepSettings = { learningRate: 0.1, margin: 1, gradient: 'exact', steps: 1 };

export const MAX_STEP_PASSES = 100;

/** Triplets of one online step, of `POST /v1/train` or of an upload. */
export const MAX_STEP_TRIPLETS = 1000;

/**
 * The linear model that the first step starts from while there is no head: numbers in an embedding (in `DIM_RANGE`), and seed of its
 * weights.
 */
export const defaultFirstModel: { readonly dim: number; readonly seed: number } = { dim: 5, seed: 0 };
