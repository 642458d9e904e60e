import { buildTrainingConfig } from '../../../lambdas/core/training/config/training-config.ts';
import type { EmbeddingCheck } from '../../../lambdas/core/watchdog/check-embeddings.ts';
import type { RunFacts } from '../../../lambdas/core/watchdog/run-facts.ts';

export const healthy: EmbeddingCheck = {
  step: 10,
  loss: 1,
  rankMe: 20,
  rankMeCentred: 20,
  alignment: 0.3,
  uniformity: -2.5,
  deadDimensions: 0,
  norm: 1,
  activeShare: null,
};
/** The check before the first step. */
export const start: EmbeddingCheck = { ...healthy, step: 0, loss: null };
export const at = (step: number, seen: Partial<EmbeddingCheck>): EmbeddingCheck => ({ ...healthy, step, ...seen });
export const runOf = (overrides: object = {}, chance = Math.log(64)): RunFacts => ({
  config: buildTrainingConfig(overrides),
  chance,
  products: 64,
  dim: 32,
});
