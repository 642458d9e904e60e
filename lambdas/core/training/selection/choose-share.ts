import { MIN_QUERIES } from '../../evaluation/judgement.ts';
import { computeMean } from './validation.ts';

/** The shares of training that are compared: points on the line from the first weights (0) to the last ones (1). */
export const TRIED_SHARES = [0, 0.25, 0.5, 0.75, 1] as const;

/**
 * A share is shown to rank worse than the best if it is behind by so many standard errors: 1.645 are one chance in
 * twenty, on one side of the normal distribution. In a matching a product has one fact at most. So no product of a
 * held-out fact was trained on, the facts resemble later questions, and one standard error is enough (Breiman
 * et al. 1984, section 3.4.3). Elsewhere the training rows hold other facts of the same products, which favours training.
 */
const SURE_ERRORS = { matching: 1, others: 1.645 } as const;

/** How the weights at a share of the training rank, as means over the facts. Plain JSON. */
interface TriedShare {
  readonly share: number;
  readonly ndcg: number;
  /** The best ndcg@10 minus this one. */
  readonly behind: number;
  /** Of `behind`. */
  readonly standardError: number;
}

/** How much of the training the model keeps, and why. Plain JSON. */
export interface ShareChoice {
  /** In [0, 1]: 1 is the trained weights, 0 those before the first step. */
  readonly share: number;
  readonly verdict: string;
  /** Held-out facts that decided, and the questions asked about them; 0 if nothing was compared. */
  readonly facts: number;
  readonly questions: number;
  readonly tried: readonly TriedShare[];
}

/** The mean ndcg@10 of each fact at a share. */
export interface ShareScores {
  readonly share: number;
  /** (facts) */
  readonly ndcg: Float64Array;
}

/**
 * Chooses how much of the training stays: the largest share that is not shown to rank worse than the best one. So
 * training is only undone where it is shown to harm: the best of five shares is partly luck. Fewer than ten facts show
 * nothing.
 * @param scores By rising share; the last one is all of the training.
 * @param isMatching Whether a product has one similar product at most (matching.ts).
 */
export function chooseShare(scores: readonly ShareScores[], questions: number, isMatching: boolean): ShareChoice {
  const facts = scores[0]?.ndcg.length ?? 0;
  if (facts < MIN_QUERIES) return keepAll(`${facts} held-out facts with further questions are too few to choose by`);
  const tried = compareShares(scores);
  const sureErrors = SURE_ERRORS[isMatching ? 'matching' : 'others'];
  const { share, ndcg } = tried.findLast(({ behind, standardError }) => behind <= sureErrors * standardError)!;
  const all = tried.at(-1)!;
  return { share, verdict: describeChoice(share, ndcg, all.ndcg, facts), facts, questions, tried };
}

/** All of the training stays, without a comparison. */
export function keepAll(because: string): ShareChoice {
  return { share: 1, verdict: `all of the training stays: ${because}`, facts: 0, questions: 0, tried: [] };
}

/** Compares the means with the best one, fact by fact. Of equal ones the larger share is the best. */
function compareShares(scores: readonly ShareScores[]): TriedShare[] {
  const means = scores.map(({ ndcg }) => computeMean(ndcg));
  const best = scores[means.lastIndexOf(Math.max(...means))]!.ndcg;
  return scores.map(({ share, ndcg }, s) => {
    const differences = best.map((value, fact) => value - ndcg[fact]!);
    const behind = computeMean(differences);
    const variance = computeMean(differences.map((one) => (one - behind) ** 2));
    return { share, ndcg: means[s]!, behind, standardError: Math.sqrt(variance / (ndcg.length - 1)) };
  });
}

function describeChoice(share: number, ndcg: number, ndcgOfAll: number, facts: number): string {
  if (share === 1)
    return `all of the training stays: on ${facts} held-out facts no smaller share is shown to rank better`;
  const figures = `ndcg@10 ${ndcg.toFixed(4)} on ${facts} held-out facts, ${ndcgOfAll.toFixed(4)} with all of the training`;
  if (share === 0)
    return `training changed nothing for the better: the weights before its first step stay (${figures})`;
  return `a share of ${share} of the training stays, because more of it ranks worse (${figures})`;
}
