import type { Kernels } from '../../kernels/kernels.ts';
import { getEvidence } from '../../losses/registry.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import { makeOptimizer, type OptimizerName } from '../../optimizers/registry.ts';
import type { TrainingConfig } from './training-config.ts';

type Chosen = Pick<TrainingConfig, 'optimizer' | 'loss' | 'miner'>;

/**
 * The optimizer of a run. With `auto`, losses of lists move the table row by row, which is faster and ranks as well.
 * Losses of pairs and triplets keep Adam: some of them, such as `circle`, learn little row by row.
 */
export function resolveOptimizer({ optimizer, loss, miner }: Chosen): OptimizerName {
  if (optimizer !== 'auto') return optimizer;
  return getEvidence({ loss, miner }) === 'lists' ? 'rowwise-adam' : 'adam';
}

/** Makes the optimizer of a run, without any state. @param kernels Used for the arithmetic, if it can use them. */
export function makeRunOptimizer(config: TrainingConfig, kernels?: Kernels): Optimizer {
  return makeOptimizer({ ...config, optimizer: resolveOptimizer(config) }, kernels);
}
