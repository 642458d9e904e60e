import type { Kernels } from '../kernels/kernels.ts';
import { Adagrad } from './adagrad.ts';
import { Adam } from './adam.ts';
import { AdamW } from './adamw.ts';
import type { Optimizer } from './optimizer.ts';
import { Sgd } from './sgd.ts';

/** The settings of the training configuration that one optimizer reads and others do not. */
export interface OptimizerSettings {
  /** SGD only, in [0, 1). */
  readonly momentum: number;
  /** AdamW only, at least 0. */
  readonly weightDecay: number;
}

/** One optimizer: its entry in the list below. */
interface OptimizerEntry {
  /** One line of documentation. */
  readonly doc: string;
  readonly paper: string;
  readonly reads: readonly (keyof OptimizerSettings)[];
  /** @param kernels Used for the arithmetic, if the optimizer can use them (Adam, row-wise Adam, AdamW). */
  readonly make: (settings: OptimizerSettings, kernels?: Kernels) => Optimizer;
}

const entries = {
  adam: {
    doc: 'w -= rate m / (sqrt(v) + 1e-8), bias-corrected.',
    paper: 'Kingma and Ba 2015',
    reads: [],
    make: (_settings, kernels) => new Adam(kernels && { kernels }),
  },
  'rowwise-adam': {
    doc: 'As adam, with one v for each row of the table of tokens: the mean over its numbers.',
    paper: 'Zhang et al. 2024 (Adam-mini)',
    reads: [],
    make: (_settings, kernels) => new Adam({ rowwise: true, ...(kernels && { kernels }) }),
  },
  adamw: {
    doc: "w -= rate weightDecay w, then Adam's step.",
    paper: 'Loshchilov and Hutter 2019',
    reads: ['weightDecay'],
    make: ({ weightDecay }, kernels) => new AdamW({ weightDecay, ...(kernels && { kernels }) }),
  },
  adagrad: {
    doc: 'w -= rate g / (sqrt(sum of g^2) + 1e-10). Needs a rate near 0.1.',
    paper: 'Duchi et al. 2011',
    reads: [],
    make: () => new Adagrad(),
  },
  sgd: {
    doc: 'v = momentum v + g, w -= rate v.',
    paper: '',
    reads: ['momentum'],
    make: ({ momentum }) => new Sgd(momentum),
  },
} satisfies Readonly<Record<string, OptimizerEntry>>;

export type OptimizerName = keyof typeof entries;

/**
 * Every optimizer by its name in the training configuration. To add one: write `optimizers/<name>.ts`, and add its
 * entry above.
 */
export const optimizers: Readonly<Record<OptimizerName, OptimizerEntry>> = entries;

export const optimizerNames = Object.keys(optimizers) as OptimizerName[];

/** Makes an optimizer without any state. @param kernels Used for the arithmetic, if the optimizer can use them. */
export function makeOptimizer(
  { optimizer, ...settings }: OptimizerSettings & { readonly optimizer: OptimizerName },
  kernels?: Kernels,
): Optimizer {
  return optimizers[optimizer].make(settings, kernels);
}
