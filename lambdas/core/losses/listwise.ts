import type { Allocator } from '../numerics/allocator.ts';
import { portableExp, portableLog } from '../numerics/portable-math.ts';
import type { Reals } from '../numerics/reals.ts';
import type { InfoNceGradients } from './info-nce.ts';

/**
 * Target distributions of B anchors over C candidates. Row i has the entries offsets[i] (inclusive) to offsets[i + 1]
 * (exclusive).
 */
export interface TargetRows {
  /** (B + 1) */
  readonly offsets: Int32Array;
  /** (nnz) candidates, each in [0, C). */
  readonly columns: Int32Array;
  /** (nnz) probabilities, at least 0. Those of a row add up to 1, or to 0 for a row without targets. */
  readonly chances: Float32Array;
}

export interface ListwiseOptions {
  /** In (0, inf); the logits are similarities divided by it. */
  readonly temperature: number;
  readonly targets: TargetRows;
  /** (B): the candidate that is the anchor itself, which is left out of its row; or -1. */
  readonly selfColumns: Int32Array;
  /** (C): log of the chance that a candidate is in the batch; subtracted from every logit of its column. */
  readonly logQ?: Float64Array;
}

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

/** Replaces the similarities (B, C), in place, by the slopes of the loss by them. Returns the loss. */
export function listwiseSlopes(similarities: Reals, B: number, C: number, options: ListwiseOptions): number {
  let loss = 0;
  for (let i = 0; i < B; i++) loss += computeRow(similarities.subarray(i * C, (i + 1) * C), i, options, 1 / B) / B;
  return loss;
}

/** Returns the loss of one anchor, and replaces its similarities (C) by the slopes by them, times `scale`. */
function computeRow(row: Reals, i: number, options: ListwiseOptions, scale: number): number {
  const { temperature, targets, selfColumns, logQ } = options;
  const [start, end] = [targets.offsets[i]!, targets.offsets[i + 1]!];
  let mass = 0;
  for (let t = start; t < end; t++) mass += targets.chances[t]!;
  if (mass === 0) {
    row.fill(0);
    return 0;
  }
  const inverse = 1 / temperature;
  let largest = -Infinity;
  for (let j = 0; j < row.length; j++) {
    const logit = row[j]! * inverse - (logQ ? logQ[j]! : 0);
    row[j] = logit;
    if (logit > largest && j !== selfColumns[i]) largest = logit;
  }
  if (selfColumns[i]! >= 0) row[selfColumns[i]!] = -Infinity;
  if (largest === -Infinity) {
    row.fill(0);
    return 0;
  }
  let along = 0;
  for (let t = start; t < end; t++) along += targets.chances[t]! * row[targets.columns[t]!]!;
  let sum = 0;
  for (let j = 0; j < row.length; j++) {
    const exponential = portableExp(row[j]! - largest);
    row[j] = exponential;
    sum += exponential;
  }
  const share = (mass * scale * inverse) / sum;
  for (let j = 0; j < row.length; j++) row[j]! *= share;
  for (let t = start; t < end; t++) row[targets.columns[t]!]! -= targets.chances[t]! * scale * inverse;
  return mass * (largest + portableLog(sum)) - along;
}
