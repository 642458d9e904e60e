import { dropNearCopies, dropPairsOf } from './copies.ts';
import { type DrawnRows, distinctPairs, drawRows } from './held-out-draws.ts';
import { buildQuestions, type HeldOutQuestions } from './held-out-questions.ts';
import { chooseHeldOutRule, type HeldOutOptions, type HeldOutRule, isHeldOut } from './held-out-rule.ts';
import { countRows, markNew } from './new-rows.ts';
import { pairKey } from './pair-facts.ts';
import type { PairRow, ProductGroup, TrainingSet } from './training-set.ts';

/** The facts to train on, and the questions about those that are held out. */
export interface HeldOutSplit extends HeldOutQuestions {
  readonly training: TrainingSet;
  /** Number of pairs and groups that were held out. */
  readonly heldOutRows: number;
  /** Number of rows that were left out of training because they repeat a held-out one. */
  readonly copiesOfHeldOut: number;
  readonly rule: HeldOutRule;
}

/**
 * Splits off facts, at random by the seed and their products or the newest by time. Equal facts, a pair in both
 * directions and triplets of one pair fall on one side. What repeats a held-out fact is left out of training.
 *
 * At random every earlier run with the same seed and fraction held out the same facts, as far as it had them. By time no
 * earlier run was trained on facts as new as these, because later facts are newer. So an earlier model can be judged on
 * them too. Only facts between products of the catalog are held out.
 */
export function splitHeldOut(set: TrainingSet, options: HeldOutOptions): HeldOutSplit {
  const drawn = drawRows(set, options);
  const rule = chooseHeldOutRule([...distinctPairs(drawn.pairs), ...drawn.groups], options);
  const out = selectHeldOut(drawn, rule);
  const rest = selectRest(set, out, rule);
  const heldOutRows = out.pairs.length + out.groups.length;
  return {
    training: { ...set, ...rest },
    ...buildQuestions(set, out),
    heldOutRows,
    copiesOfHeldOut: countRows(set) - heldOutRows - countRows(rest),
    rule,
  };
}

/**
 * Marks what a lineage held out by time as new: no version of it was trained on these facts, although it has read their
 * uploads. As later facts arrive, they become old enough to be trained on.
 */
export function markHeldOutNew(set: TrainingSet, rule: HeldOutRule, seed: number): TrainingSet {
  if (rule.by !== 'time' || rule.from === null) return set;
  const isOut = rowsOf(selectHeldOut(drawRows(set, { seed }), rule));
  const mark = <Row extends PairRow | ProductGroup>(row: Row): Row => (isOut.has(row) ? markNew(row) : row);
  return { ...set, pairs: set.pairs.map(mark), groups: set.groups.map(mark), learnedBefore: rule.from };
}

function selectHeldOut({ pairs, groups }: DrawnRows, rule: HeldOutRule): DrawnRows {
  return { pairs: pairs.filter((one) => isHeldOut(one, rule)), groups: groups.filter((one) => isHeldOut(one, rule)) };
}

function rowsOf({ pairs, groups }: DrawnRows): Set<PairRow | ProductGroup> {
  return new Set([...pairs, ...groups].map(({ row }) => row));
}

/** The rows that are neither held out nor repeat what is. */
function selectRest(set: TrainingSet, out: DrawnRows, { by }: HeldOutRule): Pick<TrainingSet, 'pairs' | 'groups'> {
  const isOut = rowsOf(out);
  const heldOut = out.groups.map(({ row }) => row);
  const left = set.groups.filter((row) => !isOut.has(row));
  // By time an older group that is nearly the same is what was known before.
  const groups = by === 'time' ? left : dropNearCopies(left, heldOut);
  // A row that was made from a held-out pair, such as a mined triplet, is never drawn itself.
  const heldOutPairs = new Set(out.pairs.map(({ row }) => pairKey(row.anchor, row.positive)));
  const pairs = set.pairs.filter(({ anchor, positive }) => !heldOutPairs.has(pairKey(anchor, positive)));
  return { pairs: dropPairsOf(heldOut, pairs, groups), groups };
}
