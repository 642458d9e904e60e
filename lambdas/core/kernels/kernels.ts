import type { InfoNceGradients, InfoNceOptions } from '../losses/info-nce.ts';
import type { ListwiseOptions } from '../losses/listwise-slopes.ts';
import type { TripletsLoss } from '../losses/mined-triplet.ts';
import type { DifferenceOptions, TripletGradients, TripletOptions } from '../losses/triplet.ts';
import type { AdagradStep } from '../numerics/adagrad-rows.ts';
import type { AdamMoments, AdamStep } from '../numerics/adam-rows.ts';
import type { Allocator } from '../numerics/allocator.ts';
import type { AverageStep, RowAverage, RowList } from '../numerics/average-rows.ts';
import type { TokenBags } from '../numerics/embedding-bag.ts';
import type { Reals } from '../numerics/reals.ts';
import type { RowGradients } from '../numerics/row-gradients.ts';
import type { SeedStep, SeedTriplets } from '../numerics/seed-steps.ts';

/**
 * Which kernels: `reference` is plain TypeScript and the truth; `strict` is WebAssembly SIMD with the same bits on every
 * machine; `relaxed` lets the processor fuse multiply and add, which is faster and rounds differently between processors.
 */
type KernelsName = 'reference' | 'strict' | 'relaxed';

/**
 * The arithmetic of training and search. Arrays that were allocated here are worked on where they lie; others are copied in
 * and, where they are results, out again, which pays for a large product of matrices and never for a table: allocate tables.
 * Matrices are flat and row-major. Results may not overlap inputs where it does not say so.
 * The SIMD kernels take float32 only, but for the steps of the original model. Their sums run in float32 in another order than the reference's:
 * a product of matrices is off by at most (K + 2) 2^-24 times the sum of the K absolute terms; see each kernel for the others.
 * All throw KernelError for sizes and indices that do not fit, before anything is changed.
 */
export interface Kernels extends Allocator {
  readonly name: KernelsName;

  /** out = a b: a is (B, C), b is (C, D), out is (B, D). */
  multiply(a: Reals, b: Reals, out: Reals, B: number, C: number, D: number): void;
  /** out = a bᵀ: a is (B, D), b is (C, D), out is (B, C). */
  multiplyTransposed(a: Reals, b: Reals, out: Reals, B: number, C: number, D: number): void;
  /** out = aᵀ b: a is (B, C), b is (B, D), out is (C, D). */
  multiplyLeftTransposed(a: Reals, b: Reals, out: Reals, B: number, C: number, D: number): void;

  /** output += input weight: input (B, F), weight (F, D), output (B, D). */
  linearForward(input: Reals, weight: Reals, output: Reals, B: number, F: number, D: number): void;
  /** dWeight += inputᵀ dOutput; rows of dOutput that are all zeros are left out. */
  linearBackward(input: Reals, dOutput: Reals, dWeight: Reals, B: number, F: number, D: number): void;

  /** out[i] = table[rows[i]]: table (T, D), rows (B), out (B, D). */
  gatherRows(table: Reals, rows: Int32Array, out: Reals, B: number, D: number): void;
  /** out[i] = table[from[i]] - table[less[i]]: from and less (B). */
  gatherDifferences(table: Reals, from: Int32Array, less: Int32Array, out: Reals, B: number, D: number): void;

  /** unit = z / max(|z|, 1e-12) by row; norms (B) receives |z|. Lengths are summed in float64. unit may be z. */
  normalizeRowsForward(z: Reals, unit: Reals, norms: Reals, B: number, D: number): void;
  /** dz = (dUnit - (dUnit . unit) unit) / |z| by row, in float64. dz may be dUnit. */
  normalizeRowsBackward(dUnit: Reals, unit: Reals, norms: Reals, dz: Reals, B: number, D: number): void;

  /** output[i] += sum over the bag of weight * table[token]: table (T, D), output (B, D). */
  embeddingBagForward(bags: TokenBags, table: Reals, output: Reals, B: number, D: number): void;
  /** gradients[token] += weight * dOutput[i], for the touched rows only. */
  embeddingBagBackward(bags: TokenBags, dOutput: Reals, gradients: RowGradients, B: number, D: number): void;

  /** One step of Adam for all of a parameter; in float32, within 1e-6 of the reference relative to the terms. */
  adam(values: Reals, moments: AdamMoments, gradient: Reals, step: AdamStep): void;
  /** One step of Adam for the touched rows of a table. */
  adamRows(table: Reals, moments: AdamMoments, gradients: RowGradients, step: AdamStep): void;
  /** One step of Adagrad for the touched rows of a table; square is (T, D). */
  adagradRows(table: Reals, square: Reals, gradients: RowGradients, step: AdagradStep): void;
  /** Rows of an exponential average take new values, all of them where no list is given: in float64, to the bit. */
  averageRows(average: RowAverage, values: Reals, step: AverageStep, rows?: RowList): void;

  /** The loss of infoNceLoss (losses/info-nce.ts) and its gradients; sums of exponentials in float64. */
  infoNce(
    anchor: Reals,
    candidate: Reals,
    B: number,
    C: number,
    D: number,
    options: InfoNceOptions,
    gradients?: InfoNceGradients,
  ): number;

  /**
   * The similarities (B, C) of a listwise loss become its slopes by them, in place; returns the loss (losses/listwise-slopes.ts). In
   * float64, and with the same bits from all kernels.
   */
  listwiseSlopes(similarities: Reals, B: number, C: number, options: ListwiseOptions): number;

  /**
   * The loss of tripletLoss (losses/triplet.ts) and its gradients; distances are sums in float64 of float32 differences. The
   * cosine distance is the reference's.
   */
  triplet(
    anchor: Reals,
    positive: Reals,
    negative: Reals,
    B: number,
    D: number,
    options: TripletOptions,
    gradients?: TripletGradients,
  ): TripletsLoss;
  /** The loss of tripletLossOfDifferences: toPositive and toNegative (B, D) become their gradients. */
  tripletOfDifferences(
    toPositive: Reals,
    toNegative: Reals,
    B: number,
    D: number,
    options: DifferenceOptions,
  ): TripletsLoss;
  /**
   * The loss of semiHardLoss (losses/semi-hard.ts) and its gradient dx (N, D): distances in float64 with the reference's bits, so the
   * same triplets are mined. The cosine distance is the reference's.
   */
  semiHard(x: Reals, labels: Int32Array, D: number, options: TripletOptions, dx?: Reals): TripletsLoss;

  /** The steps of seedSteps (seed-steps.ts), in float64 and to the bit. */
  seedSteps(weights: Float64Array, triplets: SeedTriplets, B: number, F: number, D: number, step: SeedStep): number;
}
