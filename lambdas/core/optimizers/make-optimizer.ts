import { Adagrad } from './adagrad.ts';
import { Adam } from './adam.ts';
import { AdamW } from './adamw.ts';
import type { Optimizer } from './optimizer.ts';
import { Sgd } from './sgd.ts';

export const optimizerNames = ['adam', 'adamw', 'adagrad', 'sgd'] as const;
export type OptimizerName = (typeof optimizerNames)[number];

export interface OptimizerOptions {
  readonly optimizer: OptimizerName;
  /** SGD only, in [0, 1). */
  readonly momentum: number;
  /** AdamW only, at least 0. */
  readonly weightDecay: number;
}

/** A new optimizer without any state. */
export function makeOptimizer({ optimizer, momentum, weightDecay }: OptimizerOptions): Optimizer {
  switch (optimizer) {
    case 'adam':
      return new Adam();
    case 'adamw':
      return new AdamW({ weightDecay });
    case 'adagrad':
      return new Adagrad();
    case 'sgd':
      return new Sgd(momentum);
  }
}
