import { portableExp, portableLog } from '../kernels/portable-math.ts';
import type { TrainingConfig } from '../training/training-config.ts';

/** The least chance that log q is taken of, as in training. */
const SMALLEST_CHANCE = 1e-6;

/**
 * The loss of a model that cannot tell products apart. Triplet loss: the margin, or ln 2 for a soft one. Listwise
 * loss: ln C. InfoNCE: the log of the number of candidates,
 * ln C, and with a correction of strength w by log q, on average over the positives: ln C + ln E[q^-w] + w E[ln q].
 * @param positiveChance (products): the chance q that a drawn pair has a product as its positive.
 */
export function chanceLoss(config: TrainingConfig, candidates: number, positiveChance: Float64Array): number {
  if (config.loss === 'triplet') return config.margin === 'soft' ? Math.LN2 : config.margin;
  if (config.loss === 'listwise') return portableLog(candidates);
  let [bonus, mean] = [0, 0];
  for (const chance of positiveChance) {
    if (chance === 0) continue;
    const logQ = config.logQStrength * portableLog(Math.max(chance, SMALLEST_CHANCE));
    bonus += chance * portableExp(-logQ);
    mean += chance * logQ;
  }
  return portableLog(candidates) + portableLog(bonus) + mean;
}
