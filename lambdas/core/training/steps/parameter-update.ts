import {
  addPrefix,
  type NamedArrays,
  type Resumable,
  restoreAll,
  selectPrefix,
} from '../../checkpoint/named-arrays.ts';
import {
  applyGradients,
  clearGradients,
  createGradients,
  type EncoderGradients,
  type EncoderParameters,
  listDenseParameters,
} from '../../encoder/encoder-parameters.ts';
import type { Kernels } from '../../kernels/kernels.ts';
import type { Allocator } from '../../numerics/allocator.ts';
import type { Precision, Reals } from '../../numerics/reals.ts';
import { clipGlobalNorm } from '../../optimizers/clip-norm.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import { WeightAverage } from '../../optimizers/weight-average.ts';
import { makeRunOptimizer } from '../config/auto-optimizer.ts';
import type { TrainingConfig } from '../config/training-config.ts';

/**
 * The end of every training step: clips the gradients, moves the parameters in place, and averages them if configured.
 */
export class ParameterUpdate implements Resumable {
  /** The backward pass adds to them; `apply` sets them to zero. */
  readonly gradients: EncoderGradients;
  readonly #parameters: EncoderParameters;
  readonly #config: TrainingConfig;
  readonly #optimizer: Optimizer;
  readonly #average: WeightAverage | undefined;

  /**
   * @param memory The memory of the gradients, or their precision. @param kernels For the arithmetic of the optimizer.
   */
  constructor(parameters: EncoderParameters, config: TrainingConfig, memory: Precision | Allocator, kernels?: Kernels) {
    this.gradients = createGradients(parameters, memory);
    this.#parameters = parameters;
    this.#config = config;
    this.#optimizer = makeRunOptimizer(config, kernels);
    if (config.averageDecay === 0) return;
    this.#average = new WeightAverage(config.averageDecay, kernels);
    this.#average.track('table', parameters.table, parameters.D);
    for (const [name, values] of listDenseParameters(parameters)) this.#average.track(name, values, values.length || 1);
  }

  /**
   * Moves the parameters. @param clippedAlong Gradients of parameters that move elsewhere, but count for the joint
   * length.
   */
  apply(learningRate: number, clippedAlong: readonly Reals[] = []): void {
    const { clipNorm } = this.#config;
    const slopes = listDenseParameters(this.gradients).map(([, values]) => values);
    if (clipNorm > 0) clipGlobalNorm(this.gradients.table, [...slopes, ...clippedAlong], clipNorm);
    this.#optimizer.beginStep(learningRate);
    applyGradients(this.#optimizer, this.#parameters, this.gradients);
    if (this.#average) this.#addTo(this.#average);
    clearGradients(this.gradients);
  }

  /** The parameters of the trained model: the last ones, or their average over the steps. */
  get outcome(): EncoderParameters {
    const average = this.#average;
    if (average === undefined) return this.#parameters;
    const { D, hidden } = this.#parameters;
    const own = { D, table: average.average('table'), dense: average.average('dense') };
    if (hidden === undefined) return own;
    const [inner, bias, outer] = (['inner', 'bias', 'outer'] as const).map((name) => average.average(`hidden.${name}`));
    return { ...own, hidden: { H: hidden.H, inner: inner!, bias: bias!, outer: outer! } };
  }

  state(): NamedArrays {
    return {
      ...addPrefix('parameters', this.#named()),
      ...addPrefix('optimizer', this.#optimizer.state()),
      ...(this.#average && addPrefix('average', this.#average.state())),
    };
  }

  restore(state: NamedArrays): void {
    restoreAll(this.#named(), selectPrefix('parameters', state));
    this.#optimizer.restore(selectPrefix('optimizer', state));
    this.#average?.restore(selectPrefix('average', state));
  }

  #named(): NamedArrays {
    return { table: this.#parameters.table, ...Object.fromEntries(listDenseParameters(this.#parameters)) };
  }

  #addTo(average: WeightAverage): void {
    average.beginStep();
    average.addRows('table', this.#parameters.table, this.gradients.table.rows);
    for (const [name, values] of listDenseParameters(this.#parameters)) average.add(name, values);
  }
}
