import { portableExp, portableLog } from '../numerics/portable-math.ts';
import type { ChanceBatch, RowLoss } from './loss.ts';
import type { LossSettings } from './loss-settings.ts';

/** The lowest chance that log q is taken of, so that a rare product does not get an absurd bonus. */
export const MIN_CHANCE = 1e-6;

/** Pairs that represent a larger batch: the loss at one point hardly depends on their number. */
const ENOUGH_PAIRS = 128;

/** Triplet losses: the margin, or ln 2 for the soft one. */
export function marginOrLn2({ margin }: LossSettings): number {
  return margin === 'soft' ? Math.LN2 : margin;
}

/** Softmax over C candidates: ln C. */
export function lnCandidates(_settings: LossSettings, { candidates }: ChanceBatch): number {
  return portableLog(candidates);
}

/** Softmax over the other rows of C pairs: ln(2 C - 1). */
export function lnOtherRows(_settings: LossSettings, { candidates }: ChanceBatch): number {
  return portableLog(Math.max(1, 2 * candidates - 1));
}

/** InfoNCE, corrected by q^w, on average over the positives: ln C + ln E[q^-w] + w E[ln q]. */
export function infoNceOfChance({ logQStrength }: LossSettings, { candidates, positiveChance }: ChanceBatch): number {
  let [bonus, mean] = [0, 0];
  for (const chance of positiveChance) {
    if (chance === 0) continue;
    const logQ = logQStrength * portableLog(Math.max(chance, MIN_CHANCE));
    bonus += chance * portableExp(-logQ);
    mean += chance * logQ;
  }
  return portableLog(candidates) + portableLog(bonus) + mean;
}

/** Other losses of labelled rows: the loss of a batch whose rows are all the same point. */
export function atOnePoint(ofRows: RowLoss): (settings: LossSettings, batch: ChanceBatch) => number {
  return (settings, { candidates, kernels, random }) => {
    const B = Math.min(candidates, ENOUGH_PAIRS);
    const labels = Int32Array.from({ length: 2 * B }, (_, row) => row % B);
    return ofRows(kernels, { x: new Float64Array(2 * B).fill(1), labels, D: 1 }, settings, random);
  };
}
