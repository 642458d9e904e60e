import type { TrainingSet } from './training-set.ts';

/** Selects the rows that the starting model was not trained on; all rows if the run starts from untrained weights. */
export function selectNewRows(set: TrainingSet): TrainingSet {
  return { ...set, pairs: set.pairs.filter(isNew), groups: set.groups.filter(isNew) };
}

/** Marks all rows as new, for a run that starts from untrained weights. */
export function markAllNew(set: TrainingSet): TrainingSet {
  return {
    ...set,
    pairs: set.pairs.map(({ seen: _, ...pair }) => pair),
    groups: set.groups.map(({ seen: _, ...group }) => group),
  };
}

/** The number of pairs and groups. */
export function countRows({ pairs, groups }: Pick<TrainingSet, 'pairs' | 'groups'>): number {
  return pairs.length + groups.length;
}

/** What the rows of a set are called, if all are of one kind. */
export function nameRows({ pairs, groups }: Pick<TrainingSet, 'pairs' | 'groups'>): string {
  const kinds = new Set(groups.map(({ kind }) => `${kind}s`));
  if (pairs.length > 0) kinds.add('pairs');
  const [only] = kinds;
  return kinds.size === 1 && only !== undefined ? only : 'rows of training data';
}

function isNew({ seen }: { readonly seen?: true }): boolean {
  return seen === undefined;
}
