import { portableExp, portableLog } from '../numerics/portable-math.ts';

/** ln 100: the logits are scaled by 100 at most, lest they overflow. */
const LARGEST_LOG_SCALE = 4.605170185988092;

/**
 * A temperature that is learned with the weights, as t = ln(1 / temperature) in [0, ln 100], so that temperature is in
 * [0.01, 1] (Radford et al. 2021, section 2.5).
 */
export class LearnedTemperature {
  /** (1): t, for an optimizer to move; call `clamp` after it has. */
  readonly logScale: Float64Array;

  /** @param temperature To start from, in [0.01, 1]. */
  constructor(temperature: number) {
    this.logScale = Float64Array.of(portableLog(1 / temperature));
    this.clamp();
  }

  get temperature(): number {
    return portableExp(-this.logScale[0]!);
  }

  clamp(): void {
    this.logScale[0] = Math.min(Math.max(this.logScale[0]!, 0), LARGEST_LOG_SCALE);
  }
}
