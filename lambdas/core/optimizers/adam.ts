import { checkRestored, type NamedArrays, restoreInto, selectPrefix } from '../checkpoint/named-arrays.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { referenceKernels } from '../kernels/reference-kernels.ts';
import type { AdamMoments, AdamStep } from '../numerics/adam-rows.ts';
import { type Reals, zerosLike } from '../numerics/reals.ts';
import type { RowGradients } from '../numerics/row-gradients.ts';
import type { Optimizer } from './optimizer.ts';

export interface AdamOptions {
  /** Decay of the mean of the gradients, in [0, 1), default 0.9. */
  readonly beta1?: number;
  /** Decay of the mean of their squares, in [0, 1), default 0.999. */
  readonly beta2?: number;
  /** Default 1e-8. */
  readonly epsilon?: number;
  /**
   * One square for each row of a table, the mean over its numbers, instead of one for each number (default: false). A
   * step moves a third less memory, and the state of a table is half as large.
   */
  readonly rowwise?: boolean;
  /** For the arithmetic, and the memory of the moments (default: the reference kernels). */
  readonly kernels?: Kernels;
}

/**
 * Adam (Kingma and Ba 2015, algorithm 1): w -= learningRate * m^ / (sqrt(v^) + epsilon). In tables only the touched
 * rows and their moments change, with the bias correction of the step (torch.optim.SparseAdam). Row-wise it scales a
 * row as a whole (Adam-mini, Zhang et al. 2024, algorithm 1, with rows as blocks).
 */
export class Adam implements Optimizer {
  readonly #beta1: number;
  readonly #beta2: number;
  readonly #epsilon: number;
  readonly #rowwise: boolean;
  readonly #kernels: Kernels;
  readonly #moments = new Map<string, AdamMoments>();
  #learningRate = 0;
  /** (2): beta1^t and beta2^t, by multiplication, which is the same on every machine. A built-in power may differ. */
  readonly #powers = Float64Array.of(1, 1);

  constructor(options: AdamOptions = {}) {
    this.#beta1 = options.beta1 ?? 0.9;
    this.#beta2 = options.beta2 ?? 0.999;
    this.#epsilon = options.epsilon ?? 1e-8;
    this.#rowwise = options.rowwise ?? false;
    this.#kernels = options.kernels ?? referenceKernels();
  }

  beginStep(learningRate: number): void {
    this.#learningRate = learningRate;
    this.#powers[0]! *= this.#beta1;
    this.#powers[1]! *= this.#beta2;
  }

  update(name: string, values: Reals, gradient: Reals): void {
    this.#kernels.adam(values, this.#momentsOf(name, values), gradient, this.#step());
  }

  updateRows(name: string, table: Reals, gradients: RowGradients): void {
    const squares = this.#rowwise ? gradients.T : table.length;
    this.#kernels.adamRows(table, this.#momentsOf(name, table, squares), gradients, this.#step());
  }

  state(): NamedArrays {
    const moments = [...this.#moments].map(([name, { mean, square }]) => ({
      [`mean/${name}`]: mean,
      [`square/${name}`]: square,
    }));
    return Object.assign({ powers: this.#powers }, ...moments);
  }

  restore(state: NamedArrays): void {
    restoreInto(this.#powers, state.powers, 'powers');
    this.#moments.clear();
    const squares = selectPrefix('square', state);
    for (const [name, saved] of Object.entries(selectPrefix('mean', state))) {
      const moments = this.#momentsOf(name, saved as Reals, squares[name]?.length);
      restoreInto(moments.mean, saved, `mean of ${name}`);
      restoreInto(moments.square, squares[name], `square of ${name}`);
    }
  }

  #step(): AdamStep {
    return {
      beta1: this.#beta1,
      beta2: this.#beta2,
      epsilon: this.#epsilon,
      rate: this.#learningRate / (1 - this.#powers[0]!),
      correction: 1 / (1 - this.#powers[1]!),
    };
  }

  #momentsOf(name: string, values: Reals, squares = values.length): AdamMoments {
    const known = this.#moments.get(name) ?? {
      mean: this.#zerosFor(values, values.length),
      square: this.#zerosFor(values, squares),
    };
    // Moments of the other length would be read as those of the other kind of Adam.
    checkRestored(known.mean, values.length, `mean of ${name}`);
    checkRestored(known.square, squares, `square of ${name}`);
    this.#moments.set(name, known);
    return known;
  }

  #zerosFor(values: Reals, length: number): Reals {
    return this.#kernels.name === 'reference' ? zerosLike(values, length) : this.#kernels.reals(length);
  }
}
