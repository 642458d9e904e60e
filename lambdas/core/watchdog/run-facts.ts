import { referenceKernels } from '../kernels/reference-kernels.ts';
import { losses } from '../losses/registry.ts';
import { CounterRandom } from '../numerics/random.ts';
import type { TrainingConfig } from '../training/config/training-config.ts';

/** What the watchdog judges the checks of a run by. */
export interface RunFacts {
  readonly config: TrainingConfig;
  /** The loss of a model that cannot tell products apart. */
  readonly chance: number;
  /** Products of the sample. */
  readonly products: number;
  readonly dim: number;
}

/** Losses within this share of the loss of chance equal it. */
export const CHANCE_SHARE = 0.01;

/**
 * Computes the loss of a model that cannot tell products apart.
 * @param candidates Candidates of a step. @param positiveChance (products): the chance that a drawn pair has a product
 * as its positive.
 */
export function computeChanceLoss(config: TrainingConfig, candidates: number, positiveChance: Float64Array): number {
  const random = new CounterRandom(config.seed, 'loss at one point');
  return losses[config.loss].chance(config, { candidates, positiveChance, kernels: referenceKernels(), random });
}

/** `12 %` */
export function formatPercent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
