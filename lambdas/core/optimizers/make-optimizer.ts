import type { Kernels } from '../kernels/kernels.ts';
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

/** A new optimizer without any state. @param kernels Who does its arithmetic, where it knows how to ask (Adam, AdamW). */
export function makeOptimizer({ optimizer, momentum, weightDecay }: OptimizerOptions, kernels?: Kernels): Optimizer {
  const by = kernels ? { kernels } : {};
  switch (optimizer) {
    case 'adam':
      return new Adam(by);
    case 'adamw':
      return new AdamW({ weightDecay, ...by });
    case 'adagrad':
      return new Adagrad();
    case 'sgd':
      return new Sgd(momentum);
  }
}
