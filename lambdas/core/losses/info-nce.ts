import { multiply, multiplyLeftTransposed, multiplyTransposed } from '../numerics/matmul.ts';
import { portableExp, portableLog } from '../numerics/portable-math.ts';
import { type Reals, zerosLike } from '../numerics/reals.ts';

export interface InfoNceOptions {
  /** In (0, inf); the logits are similarities divided by it. */
  readonly temperature: number;
  /** Adds the loss from candidate to anchor, and takes the mean of both (default false). Needs C = B. */
  readonly symmetric?: boolean;
  /**
   * (C): log of the chance that a candidate is in the batch. It is subtracted from every logit of the candidate's
   * column.
   */
  readonly logQ?: Reals;
  /** (C): ids of the candidates. A candidate with the id of a row's own positive, or of its anchor, is masked. */
  readonly candidateIds?: Int32Array;
  /** (B): ids of the anchors. */
  readonly anchorIds?: Int32Array;
}

/** Options with an explicit mask, which the kernels do not take. */
export interface MaskedInfoNceOptions extends InfoNceOptions {
  /**
   * (B, C): 1 for candidates that are left out of a row, as known positives are. Never 1 for the row's own positive.
   */
  readonly masked?: Uint8Array;
}

/** Gradients of the inputs: dAnchor (B, D), dCandidate (C, D). */
export interface InfoNceGradients {
  readonly dAnchor: Reals;
  readonly dCandidate: Reals;
  /** (1): gradient of ln(1 / temperature), for a temperature that is learned. */
  readonly dLogScale?: Reals;
}

/**
 * Computes InfoNCE with in-batch negatives (van den Oord et al. 2018, equation 4; also: multiple negatives ranking,
 * NT-Xent of two towers). Candidate i is the positive of anchor i. The candidates from B on are extra hard negatives.
 *   s_ij = a_i . c_j / temperature - logQ_j,  L = mean_i (logsumexp_j s_ij - s_ii),  G = (softmax(s) - I) / B
 * anchor (B, D) and candidate (C, D) have unit rows if the similarity is the cosine. Masked candidates are left out. A
 * single candidate gives loss 0. Gradients, if given, are assigned.
 */
export function infoNceLoss(
  anchor: Reals,
  candidate: Reals,
  B: number,
  C: number,
  D: number,
  options: MaskedInfoNceOptions,
  gradients?: InfoNceGradients,
): number {
  if (B === 0) {
    gradients?.dCandidate.fill(0);
    gradients?.dLogScale?.fill(0);
    return 0;
  }
  const logits = zerosLike(anchor, B * C);
  multiplyTransposed(anchor, candidate, logits, B, C, D);
  scaleAndMask(logits, B, C, options);
  const slopes = zerosLike(anchor, B * C);
  const share = options.symmetric ? 0.5 : 1;
  let loss = share * softmaxRows(logits, slopes, B, C, 1, C, share / B);
  if (options.symmetric) loss += share * softmaxRows(logits, slopes, B, C, C, 1, share / B);
  if (gradients) {
    if (gradients.dLogScale) gradients.dLogScale[0] = computeLogScaleGradient(logits, slopes, C, options.logQ);
    for (let i = 0; i < slopes.length; i++) slopes[i]! /= options.temperature;
    multiply(slopes, candidate, gradients.dAnchor, B, C, D);
    multiplyLeftTransposed(slopes, anchor, gradients.dCandidate, B, C, D);
  }
  return loss;
}

/**
 * sum_ij G_ij a_i . c_j / temperature. The scale multiplies the similarities only, so logQ is left out (Radford et al.
 * 2021, section 2.5).
 */
function computeLogScaleGradient(logits: Reals, slopes: Reals, C: number, logQ?: Reals): number {
  let sum = 0;
  for (let o = 0; o < logits.length; o++) {
    if (slopes[o] !== 0) sum += slopes[o]! * (logits[o]! + (logQ ? logQ[o % C]! : 0));
  }
  return sum;
}

/** Replaces the logits (B, C) by s_ij, and masked ones by -Infinity. */
function scaleAndMask(logits: Reals, B: number, C: number, options: MaskedInfoNceOptions): void {
  const { temperature, logQ, candidateIds, anchorIds, masked } = options;
  for (let i = 0; i < B; i++) {
    for (let j = 0; j < C; j++) {
      const o = i * C + j;
      logits[o] = logits[o]! / temperature - (logQ ? logQ[j]! : 0);
      if (masked?.[o] === 1) logits[o] = -Infinity;
      if (!candidateIds || j === i) continue;
      const id = candidateIds[j]!;
      if (id === candidateIds[i] || (anchorIds && id === anchorIds[i])) logits[o] = -Infinity;
    }
  }
}

/**
 * Returns the mean of logsumexp - diagonal over B lines of C logits; slopes += (softmax - I) * scale.
 * The logits of a line are `across` apart, and the lines `down` apart: (1, C) for rows, (C, 1) for columns.
 */
function softmaxRows(
  logits: Reals,
  slopes: Reals,
  B: number,
  C: number,
  across: number,
  down: number,
  scale: number,
): number {
  const exponentials = new Float64Array(C);
  let loss = 0;
  for (let i = 0; i < B; i++) {
    const start = i * down;
    let largest = -Infinity;
    for (let j = 0; j < C; j++) largest = Math.max(largest, logits[start + j * across]!);
    let sum = 0;
    for (let j = 0; j < C; j++) {
      exponentials[j] = portableExp(logits[start + j * across]! - largest);
      sum += exponentials[j]!;
    }
    const diagonal = start + i * across;
    loss += (portableLog(sum) + largest - logits[diagonal]!) / B;
    for (let j = 0; j < C; j++) slopes[start + j * across]! += (exponentials[j]! / sum) * scale;
    slopes[diagonal]! -= scale;
  }
  return loss;
}
