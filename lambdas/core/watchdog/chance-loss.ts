import { referenceKernels } from '../kernels/reference-kernels.ts';
import { portableExp, portableLog } from '../numerics/portable-math.ts';
import { CounterRandom } from '../numerics/random.ts';
import { type LabelledLossName, lossTraits } from '../training/config/loss-traits.ts';
import type { TrainingConfig } from '../training/config/training-config.ts';
import { labelledLoss } from '../training/steps/labelled-loss.ts';

/** The least chance that log q is taken of, as in training. */
const SMALLEST_CHANCE = 1e-6;

/** Pairs of a batch that stand for a larger one: what is lost at one point hardly depends on their number. */
const ENOUGH_PAIRS = 128;

/**
 * The loss of a model that cannot tell products apart. Triplet losses: the margin, or ln 2 for a soft one. Listwise and
 * N-pair loss: ln C. Supervised contrastive loss: ln of the other rows, 2 C - 1. Other losses over labelled rows: what they are
 * where all rows are one point. InfoNCE: the log of the number of candidates, ln C, and with a correction of strength w by log q,
 * on average over the positives: ln C + ln E[q^-w] + w E[ln q].
 * @param positiveChance (products): the chance q that a drawn pair has a product as its positive.
 */
export function chanceLoss(config: TrainingConfig, candidates: number, positiveChance: Float64Array): number {
  const { loss, margin } = config;
  if (lossTraits[loss].takesSoftMargin) return margin === 'soft' ? Math.LN2 : margin;
  if (loss === 'listwise' || loss === 'n-pair') return portableLog(candidates);
  if (loss === 'supervised-contrastive') return portableLog(Math.max(1, 2 * candidates - 1));
  if (loss !== 'info-nce') return lossAtOnePoint(loss, config, Math.min(candidates, ENOUGH_PAIRS));
  return chanceOfInfoNce(config, candidates, positiveChance);
}

/** Of a batch of B pairs, all of whose rows are the same. */
function lossAtOnePoint(loss: LabelledLossName, config: TrainingConfig, B: number): number {
  const labels = Int32Array.from({ length: 2 * B }, (_, row) => row % B);
  const x = new Float64Array(2 * B).fill(1);
  const random = new CounterRandom(config.seed, 'loss at one point');
  return labelledLoss(referenceKernels(), loss, { x, labels, D: 1 }, config, random);
}

function chanceOfInfoNce(config: TrainingConfig, candidates: number, positiveChance: Float64Array): number {
  let [bonus, mean] = [0, 0];
  for (const chance of positiveChance) {
    if (chance === 0) continue;
    const logQ = config.logQStrength * portableLog(Math.max(chance, SMALLEST_CHANCE));
    bonus += chance * portableExp(-logQ);
    mean += chance * logQ;
  }
  return portableLog(candidates) + portableLog(bonus) + mean;
}
