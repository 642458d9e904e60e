import { portableCos } from '../numerics/portable-math.ts';

export const scheduleNames = ['constant', 'linear', 'cosine'] as const;
type ScheduleName = (typeof scheduleNames)[number];

export interface Schedule {
  /**
   * After the warm-up: constant, a straight line to 0, or half a cosine wave to 0 (Loshchilov and Hutter 2017, equation
   * 5, without restarts).
   */
  readonly schedule: ScheduleName;
  /** The share of the steps in which the rate rises in a straight line to its highest, in [0, 1]. */
  readonly warmUpFraction: number;
  /** The highest learning rate, in (0, inf). */
  readonly learningRate: number;
}

/**
 * Computes the learning rate of a step, in (0, learningRate]. The last step of the warm-up and the first step after it
 * have the highest rate. The rate would be 0 one step after the last.
 * @param step In [0, steps).
 */
export function computeLearningRate(
  step: number,
  steps: number,
  { schedule, warmUpFraction, learningRate }: Schedule,
): number {
  const warmUp = Math.round(warmUpFraction * steps);
  if (step < warmUp) return learningRate * ((step + 1) / warmUp);
  const progress = (step - warmUp) / (steps - warmUp);
  if (schedule === 'constant') return learningRate;
  if (schedule === 'linear') return learningRate * (1 - progress);
  return learningRate * ((1 + portableCos(Math.PI * progress)) / 2);
}
