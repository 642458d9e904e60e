import { type Fact, type TrainingSet, weightOf } from './training-set.ts';

/**
 * Selects the facts that the starting model was not trained on, each with the part of its weight that is new; all facts
 * if the run starts from untrained weights.
 */
export function selectNewRows(set: TrainingSet): TrainingSet {
  return { ...set, pairs: set.pairs.flatMap(selectNew), groups: set.groups.flatMap(selectNew) };
}

/** Marks all facts as new, for a run that starts from untrained weights. */
export function markAllNew(set: TrainingSet): TrainingSet {
  return { ...set, pairs: set.pairs.map(markNew), groups: set.groups.map(markNew) };
}

/** The number of pairs and groups. */
export function countRows({ pairs, groups }: Pick<TrainingSet, 'pairs' | 'groups'>): number {
  return pairs.length + groups.length;
}

/** The weights of all facts together: about the number of rows that they stand for. */
export function sumWeights({ pairs, groups }: Pick<TrainingSet, 'pairs' | 'groups'>): number {
  return [...pairs, ...groups].reduce((sum, fact) => sum + weightOf(fact), 0);
}

/** What the rows of a set are called, if all are of one kind. */
export function nameRows({ pairs, groups }: Pick<TrainingSet, 'pairs' | 'groups'>): string {
  const kinds = new Set(groups.map(({ kind }) => `${kind}s`));
  if (pairs.length > 0) kinds.add('pairs');
  const [only] = kinds;
  return kinds.size === 1 && only !== undefined ? only : 'rows of training data';
}

/** Whether the starting model was trained on all of the fact. */
export function isSeen({ newWeight }: Fact): boolean {
  return newWeight === 0;
}

function selectNew<Row extends Fact>(row: Row): Row[] {
  if (row.newWeight === undefined) return [row];
  if (isSeen(row)) return [];
  const { weight: _, ...kept } = markNew(row);
  return [{ ...(kept as Row), ...(row.newWeight !== 1 && { weight: row.newWeight }) }];
}

/** Marks a fact as new. */
export function markNew<Row extends Fact>({ newWeight: _, ...row }: Row): Row {
  // Without its new weight a fact of any kind is one of the same kind.
  return row as unknown as Row;
}
