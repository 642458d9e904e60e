import type { Allocator } from '../numerics/allocator.ts';
import type { Reals } from '../numerics/reals.ts';
import type { InfoNceGradients } from './info-nce.ts';
import type { ListwiseOptions } from './listwise-slopes.ts';

/** The kernels that this loss calls. */
export interface ListwiseKernels extends Allocator {
  multiply(a: Reals, b: Reals, out: Reals, B: number, C: number, D: number): void;
  multiplyTransposed(a: Reals, b: Reals, out: Reals, B: number, C: number, D: number): void;
  multiplyLeftTransposed(a: Reals, b: Reals, out: Reals, B: number, C: number, D: number): void;
  listwiseSlopes(logits: Reals, B: number, C: number, options: ListwiseOptions): number;
}

/**
 * Computes the listwise cross-entropy (Cao et al. 2007, "Learning to rank", the top-one ListNet loss) of target
 * distributions p over the candidates: InfoNCE with many positives of known weight.
 *   s_ij = a_i . c_j / temperature - logQ_j,  L = mean_i sum_j p_ij (logsumexp_k s_ik - s_ij),  G = (|p_i| softmax(s) - p) / B
 * anchor (B, D) and candidate (C, D) hold unit rows. Gradients, if given, are assigned. Without anchors the loss is 0.
 */
export function listwiseLoss(
  kernels: ListwiseKernels,
  anchor: Reals,
  candidate: Reals,
  B: number,
  C: number,
  D: number,
  options: ListwiseOptions,
  gradients?: InfoNceGradients,
): number {
  if (B === 0 || C === 0) {
    gradients?.dAnchor.fill(0);
    gradients?.dCandidate.fill(0);
    return 0;
  }
  const logits = kernels.reals(B * C);
  kernels.multiplyTransposed(anchor, candidate, logits, B, C, D);
  const loss = kernels.listwiseSlopes(logits, B, C, options);
  if (gradients) {
    kernels.multiply(logits, candidate, gradients.dAnchor, B, C, D);
    kernels.multiplyLeftTransposed(logits, anchor, gradients.dCandidate, B, C, D);
  }
  kernels.release(logits);
  return loss;
}
