import type { Product } from '../../catalog/product.ts';
import type { GroupKind } from '../../catalog/training-row.ts';
import type { NumbersLimit } from '../config/auto-dimension.ts';
import type { EvidenceCounts } from './evidence-counts.ts';

/** The value of a pair without a given negative. */
export const NO_NEGATIVE = -1;

/** A place in the order of time. Facts of one time are ordered by a random number that follows from their content. */
export interface TimeMark {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** In [0, 1). */
  readonly draw: number;
}

/**
 * The distinct facts of training rows in compact form: equal rows are one fact with a weight. Products are referred to
 * by their row in `products`.
 */
export interface TrainingSet {
  /** The catalog in the order of ids, then the products that only training rows contain. */
  readonly products: readonly Product[];
  /** N: the number of `products` that are the catalog. */
  readonly catalogSize: number;
  /** Facts, pairs first and then groups, each in the order in which they first occur. */
  readonly pairs: readonly PairRow[];
  readonly groups: readonly ProductGroup[];
  /** By a split by time, the starting model was trained on all older facts: they are never held out. */
  readonly learnedBefore?: TimeMark;
  /** How the training rows were read; absent if the set was not built from rows. */
  readonly counts?: EvidenceCounts;
  /** What bounds the numbers that `dim: "auto"` may choose, as the shop and the memory are; absent if nothing does. */
  readonly numbersLimit?: NumbersLimit;
}

/** What is known of a fact beside its products. */
export interface Fact {
  /** How much the fact counts as evidence, by its occurrences (default 1); 0 if other facts say the same. */
  readonly weight?: number;
  /**
   * The part of `weight` that the starting model was not trained on; default all of it. A fact without new weight can be
   * held out and judged on, but is not trained on again.
   */
  readonly newWeight?: number;
  /** When the fact first occurred, in milliseconds since 1970; absent if a row of it has no time. */
  readonly at?: number;
  /**
   * Why the fact is never held out; absent if it may be. `derived`: other facts say the same, or the row was made from
   * others. `bot`: see bot-groups.ts. `frequent`: see frequent-facts.ts.
   */
  readonly neverHeldOut?: 'derived' | 'bot' | 'frequent';
}

export interface PairRow extends Fact {
  readonly anchor: number;
  readonly positive: number;
  /** A row, or NO_NEGATIVE. */
  readonly negative: number;
}

export interface ProductGroup extends Fact {
  /** Of a basket: distinct, ascending. Of a session: in the order of use. */
  readonly items: Int32Array;
  readonly kind: GroupKind;
}

/** How much a fact counts as evidence. */
export function weightOf({ weight = 1 }: Pick<Fact, 'weight'>): number {
  return weight;
}

/** Selects the facts that other facts do not repeat, so that parts of them can be compared. */
export function selectIndependent({ pairs, groups }: TrainingSet): Pick<TrainingSet, 'pairs' | 'groups'> {
  const isIndependent = ({ neverHeldOut, ...fact }: Fact) =>
    neverHeldOut !== 'derived' && neverHeldOut !== 'bot' && weightOf(fact) > 0;
  return { pairs: pairs.filter(isIndependent), groups: groups.filter(isIndependent) };
}

/** Whether a group is too large to be a shopper's. */
export function isOfBot({ neverHeldOut }: ProductGroup): boolean {
  return neverHeldOut === 'bot';
}
