import { portableExp, portableLog } from '../numerics/portable-math.ts';

/** ln 100: the logits are scaled by at most 100, so that they do not overflow. */
const MAX_LOG_SCALE = 4.605170185988092;

/**
 * A temperature that is learned with the weights, as t = ln(1 / temperature) in [0, ln 100], which keeps the
 * temperature within [0.01, 1] (Radford et al. 2021, section 2.5).
 */
export class LearnedTemperature {
  /** (1): t. An optimizer moves it; call `clamp` after that. */
  readonly logScale: Float64Array;

  /** @param temperature The first value, in [0.01, 1]. */
  constructor(temperature: number) {
    this.logScale = Float64Array.of(portableLog(1 / temperature));
    this.clamp();
  }

  get temperature(): number {
    return portableExp(-this.logScale[0]!);
  }

  /** Brings t back into its range. */
  clamp(): void {
    this.logScale[0] = Math.min(Math.max(this.logScale[0]!, 0), MAX_LOG_SCALE);
  }
}
