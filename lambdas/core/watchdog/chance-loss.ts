import { referenceKernels } from '../kernels/reference-kernels.ts';
import { losses } from '../losses/registry.ts';
import { CounterRandom } from '../numerics/random.ts';
import type { TrainingConfig } from '../training/config/training-config.ts';

/**
 * The loss of a model that cannot tell products apart.
 * @param candidates Candidates of a step. @param positiveChance (products): the chance that a drawn pair has a product as its positive.
 */
export function chanceLoss(config: TrainingConfig, candidates: number, positiveChance: Float64Array): number {
  const random = new CounterRandom(config.seed, 'loss at one point');
  return losses[config.loss].chance(config, { candidates, positiveChance, kernels: referenceKernels(), random });
}
