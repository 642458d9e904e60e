import type { Judgement, ModelCard } from '../../../client/generated/schemas.ts';
import { readStanding } from './judgement.ts';
import { groupSlices } from './slice-groups.ts';

/** A figure that two cards have. */
export interface BesideRow {
  readonly name: string;
  readonly about: string;
  readonly first: number;
  readonly second: number;
  /** Whether it is a number of queries. */
  readonly isCount: boolean;
  /** Whether it is of a part of the queries. */
  readonly isSlice: boolean;
}

const METRICS = ['recall@10', 'ndcg@10', 'hit@10', 'coverage'] as const;

/** The judgement of a card on these rows; undefined if it was not judged on them. */
function judgementOn(card: ModelCard, judgedOn: ModelCard['judgedOn']): Judgement | undefined {
  return card.judgedOn === judgedOn ? card.judgement : (card.heldOut ?? undefined);
}

/** The main figures of two cards over all queries, then their recall@10 by slice. */
export function besideRows(card: ModelCard, other: ModelCard, judgedOn: ModelCard['judgedOn']): readonly BesideRow[] {
  const [mine, others] = [card, other].map((one) => judgementOn(one, judgedOn));
  const [first, second] = [mine && readStanding(mine), others && readStanding(others)];
  if (!first || !second) return [];
  const queries = { name: 'queries', about: '', first: first.queries, second: second.queries, isCount: true };
  const metrics = METRICS.map((name) => {
    return { name, about: '', first: first.figures[name], second: second.figures[name], isCount: false };
  });
  const overall = [queries, ...metrics].map((row) => ({ ...row, isSlice: false }));
  const theirs = new Map(groupSlices(others!).flatMap(({ slices }) => slices.map((one) => [one.name, one] as const)));
  const slices = groupSlices(mine!).flatMap((group) =>
    group.slices.flatMap(({ name, title, figures }): BesideRow[] => {
      const found = theirs.get(name)?.figures;
      if (found === undefined) return [];
      const [about, isCount] = [`recall@10, ${group.title}`, false];
      return [{ name: title, about, first: figures['recall@10'], second: found['recall@10'], isCount, isSlice: true }];
    }),
  );
  return [...overall, ...slices];
}

/** Why the figures of two cards may differ for another reason than the models; undefined if nothing is known. */
export function whyNotComparable(
  card: ModelCard,
  other: ModelCard,
  judgedOn: ModelCard['judgedOn'],
): string | undefined {
  const advice = 'The gate compares both on the same queries: see the run in Runs.';
  const [mine, others] = [card, other].map((one) => judgementOn(one, judgedOn));
  if (!mine || !others) return `The other version was not judged on these rows. ${advice}`;
  if (isOnSameQueries(card, other, judgedOn) && readStanding(mine)?.queries === readStanding(others)?.queries)
    return undefined;
  return `The two may be judged on other queries: their data, or what was held out of it, differs. ${advice}`;
}

/** As far as cards say: they name the training data by its hash, and the judging data not at all. */
function isOnSameQueries(card: ModelCard, other: ModelCard, judgedOn: ModelCard['judgedOn']): boolean {
  if (card.data.sha256 !== other.data.sha256) return false;
  const { seed, heldOutFraction, by } = card.split;
  const split = other.split;
  return (
    judgedOn === 'judging' || (seed === split.seed && heldOutFraction === split.heldOutFraction && by === split.by)
  );
}
