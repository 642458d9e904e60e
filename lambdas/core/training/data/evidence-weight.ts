import { portableLog } from '../../numerics/portable-math.ts';

/** So many occurrences of one fact count in full. */
const FULL_TIMES = 10;
/** No fact weighs more, however often it occurs: it is not as good as so many different facts. */
export const MAX_FACT_WEIGHT = 100;

/**
 * Weighs a fact by its occurrences. A few equal rows are as many events: customers buy the same two products. Many equal
 * rows are more and more often copies, so they count by their logarithm.
 */
export function weighTimes(times: number): number {
  if (times <= FULL_TIMES) return times;
  return Math.min(MAX_FACT_WEIGHT, FULL_TIMES * (1 + portableLog(times / FULL_TIMES)));
}
