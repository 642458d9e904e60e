import type { CounterRandom } from '../numerics/random.ts';
import type { Reals } from '../numerics/reals.ts';
import type { InfoNceGradients, InfoNceOptions } from './info-nce.ts';
import type { ListwiseKernels, TargetRows } from './listwise.ts';
import type { LossSettingName, LossSettings } from './loss-settings.ts';
import type { TripletsLoss } from './mined-triplet.ts';
import type { TripletGradients, TripletOptions } from './triplet.ts';

/*
 * What a loss is to the training run. Shapes: B anchors, C candidates, N rows of a batch, D numbers of an embedding.
 */

/** The kernels that losses call: the part of `Kernels` (kernels/kernels.ts) with the same signatures. */
export interface LossKernels extends ListwiseKernels {
  infoNce(
    anchor: Reals,
    candidate: Reals,
    B: number,
    C: number,
    D: number,
    options: InfoNceOptions,
    gradients?: InfoNceGradients,
  ): number;
  triplet(
    anchor: Reals,
    positive: Reals,
    negative: Reals,
    B: number,
    D: number,
    options: TripletOptions,
    gradients?: TripletGradients,
  ): TripletsLoss;
  semiHard(x: Reals, labels: Int32Array, D: number, options: TripletOptions, dx?: Reals): TripletsLoss;
}

/** Encoded anchors (B, D) and the candidates (C, D) that each anchor is compared with. */
interface EncodedSides {
  readonly anchors: Reals;
  readonly candidates: Reals;
  readonly B: number;
  readonly C: number;
  readonly D: number;
}

/** Anchors, and target probabilities over the candidates. */
interface ListEvidence extends EncodedSides {
  readonly targets: TargetRows;
  /** (B): the candidate that is the anchor itself, or -1. */
  readonly selfColumns: Int32Array;
  /** (C): log of the chance that a candidate is in the batch, if it is a sample. */
  readonly logQ?: Float64Array;
}

/** B pairs: candidate i is the positive of anchor i. The candidates from B on are given negatives. */
export interface PairEvidence extends EncodedSides {
  /** (B): products. */
  readonly anchorIds: Int32Array;
  /** (C): products. */
  readonly candidateIds: Int32Array;
  /** (C): one label for candidates that the pairs of the batch join. */
  readonly candidateLabels: () => Int32Array;
  /** (C): log of the chance that a candidate is in the batch, times the strength of the correction. */
  readonly logQ: () => Float64Array;
  /** (B, C): 1 for candidates that the training rows show to be similar to an anchor, if they are to be masked. */
  readonly knownMask?: () => Uint8Array;
}

/**
 * Labelled rows: x is (N, D), labels (N). Rows with one label are positives of each other, all others are negatives.
 */
export interface LabelledRows {
  readonly x: Reals;
  readonly labels: Int32Array;
  readonly D: number;
}

/** Computes the loss of lists; the gradients are assigned. */
export type ListLoss = (
  kernels: LossKernels,
  lists: ListEvidence,
  settings: LossSettings,
  gradients?: InfoNceGradients,
) => number;

/** Computes the loss of pairs; the gradients are assigned. */
export type PairLoss = (
  kernels: LossKernels,
  pairs: PairEvidence,
  settings: LossSettings,
  gradients: InfoNceGradients,
) => number;

/** Computes the loss of labelled rows; dx (N, D) is assigned. `random` is for miners that draw. */
export type RowLoss = (
  kernels: LossKernels,
  rows: LabelledRows,
  settings: LossSettings,
  random: CounterRandom,
  dx?: Reals,
) => number;

/** A batch seen by a model that cannot tell products apart. */
export interface ChanceBatch {
  /** C */
  readonly candidates: number;
  /** (products): the chance q that a drawn pair has a product as its positive. */
  readonly positiveChance: Float64Array;
  readonly kernels: LossKernels;
  readonly random: CounterRandom;
}

/**
 * The margins that a loss takes. `triplet`: a number of at least 0, or `soft`. `pair`: a number of at least 0.
 * `relaxation`: a number in (0, 1).
 */
type MarginKind = 'triplet' | 'pair' | 'relaxation';

/**
 * One loss: its entry in the registry (registry.ts). Settings, checks, steps, watchdog, `--help` and
 * docs/configuration.md are derived from it. A loss has an evaluate function for each kind of evidence that it takes;
 * with both `ofPairs` and `ofRows` the miner decides.
 */
export interface Loss {
  /** One line of documentation. */
  readonly doc: string;
  readonly paper: string;
  /** The settings that this loss reads. */
  readonly reads: readonly LossSettingName[];
  /** The kind of `margin`, if it reads one. */
  readonly margin?: MarginKind;
  /** True if the loss selects hard triplets by itself, so that triplets drawn at random do not represent its own. */
  readonly selectsHardTriplets?: boolean;
  /** True if `ofPairs` needs exactly one negative for each pair. */
  readonly needsOneNegativeEach?: boolean;
  readonly ofLists?: ListLoss;
  readonly ofPairs?: PairLoss;
  readonly ofRows?: RowLoss;
  /** The loss of a model that cannot tell products apart. */
  readonly chance: (settings: LossSettings, batch: ChanceBatch) => number;
}
