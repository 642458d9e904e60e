import type { TrainingSet } from './training-set.ts';

/** The set with no more than the rows that the model which is gone on from was not trained on; all where none is. */
export function selectNewRows(set: TrainingSet): TrainingSet {
  return { ...set, pairs: set.pairs.filter(isUnseen), groups: set.groups.filter(isUnseen) };
}

/** The set as it is for a model that was trained on none of its rows. */
export function markAllNew(set: TrainingSet): TrainingSet {
  return {
    ...set,
    pairs: set.pairs.map(({ seen: _, ...pair }) => pair),
    groups: set.groups.map(({ seen: _, ...group }) => group),
  };
}

/** Rows of a set. */
export function countRows({ pairs, groups }: Pick<TrainingSet, 'pairs' | 'groups'>): number {
  return pairs.length + groups.length;
}

function isUnseen({ seen }: { readonly seen?: true }): boolean {
  return seen === undefined;
}
