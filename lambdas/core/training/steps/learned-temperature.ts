import {
  addPrefix,
  type NamedArrays,
  type Resumable,
  restoreInto,
  selectPrefix,
} from '../../checkpoint/named-arrays.ts';
import { portableExp, portableLog } from '../../numerics/portable-math.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';

/** ln 100: the logits are scaled by at most 100, so that they do not overflow. */
const MAX_LOG_SCALE = 4.605170185988092;

/**
 * A temperature that is learned with the weights, as t = ln(1 / temperature) in [0, ln 100]. That bounds the
 * temperature to [0.01, 1] (Radford et al. 2021, section 2.5).
 */
export class LearnedTemperature implements Resumable {
  /** (1): the gradient of t, for the loss to assign. */
  readonly gradient = new Float64Array(1);
  /** (1): t. */
  readonly #logScale: Float64Array;
  readonly #optimizer: Optimizer;

  /** @param temperature The first value, in [0.01, 1]. @param optimizer Without weight decay. */
  constructor(temperature: number, optimizer: Optimizer) {
    this.#logScale = Float64Array.of(portableLog(1 / temperature));
    this.#optimizer = optimizer;
    this.#clamp();
  }

  get temperature(): number {
    return portableExp(-this.#logScale[0]!);
  }

  /** Moves t against its gradient. */
  move(learningRate: number): void {
    this.#optimizer.beginStep(learningRate);
    this.#optimizer.update('log-scale', this.#logScale, this.gradient);
    this.#clamp();
  }

  state(): NamedArrays {
    return { 'log-scale': this.#logScale, ...addPrefix('temperature', this.#optimizer.state()) };
  }

  restore(state: NamedArrays): void {
    restoreInto(this.#logScale, state['log-scale'], 'log-scale');
    this.#optimizer.restore(selectPrefix('temperature', state));
  }

  #clamp(): void {
    this.#logScale[0] = Math.min(Math.max(this.#logScale[0]!, 0), MAX_LOG_SCALE);
  }
}
