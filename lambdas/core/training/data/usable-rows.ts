import { hasFeatures } from '../../model/model.ts';
import { NO_NEGATIVE, type TrainingSet } from './training-set.ts';

/**
 * Selects the rows that the linear encoder can learn from. Products without `features` of its width are removed from
 * groups, and pairs with such a product are dropped.
 * @param inputDim Width of the encoder's input.
 */
export function selectRowsWithFeatures(set: TrainingSet, inputDim: number): TrainingSet {
  const usable = set.products.map((product) => hasFeatures(product, inputDim));
  const isUsable = (row: number) => row === NO_NEGATIVE || usable[row]!;
  const groups = set.groups.map((group) => ({ ...group, items: group.items.filter(isUsable) }));
  return {
    ...set,
    pairs: set.pairs.filter((pair) => [pair.anchor, pair.positive, pair.negative].every(isUsable)),
    groups: groups.filter(({ items }) => new Set(items).size >= 2),
  };
}
