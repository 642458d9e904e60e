import { MIN_QUERIES } from '../../evaluation/judgement.ts';
import { computeMean } from './validation.ts';

/** The shares of training that are compared: points on the line from the first weights (0) to the last ones (1). */
export const TRIED_SHARES = [0, 0.25, 0.5, 0.75, 1] as const;

/** What the questions are about. Plain JSON. */
export type AskedFacts =
  /** Facts of a matching: the products of a held-out fact are in no training row. */
  | 'matching'
  /** Searches of which no row was trained on (left-out-searches.ts). */
  | 'searches'
  /** Other facts. The training rows hold other facts of the same products, which favours training. */
  | 'others';

/**
 * A share is shown to rank worse than the best if it is behind by so many standard errors: 1.645 are one chance in
 * twenty, on one side of the normal distribution. Where the questions resemble later ones, as in a matching and of
 * left-out searches, one standard error is enough (Breiman et al. 1984, section 3.4.3).
 */
const SURE_ERRORS: Readonly<Record<AskedFacts, number>> = { matching: 1, searches: 1, others: 1.645 };

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
 */
export function chooseShare(scores: readonly ShareScores[], questions: number, asked: AskedFacts): ShareChoice {
  const facts = scores[0]?.ndcg.length ?? 0;
  if (facts < MIN_QUERIES) return keepAll(`${facts} held-out facts with further questions are too few to choose by`);
  const tried = compareShares(scores);
  const sureErrors = SURE_ERRORS[asked];
  const { share, ndcg } = tried.findLast(({ behind, standardError }) => behind <= sureErrors * standardError)!;
  const all = tried.at(-1)!;
  return {
    share,
    verdict: describeChoice(share, ndcg, all.ndcg, describeFacts(facts, asked)),
    facts,
    questions,
    tried,
  };
}

/** All of the training stays, without a comparison. */
export function keepAll(because: string): ShareChoice {
  return { share: 1, verdict: `all of the training stays: ${because}`, facts: 0, questions: 0, tried: [] };
}

/** The share that the configuration gives, without a comparison. */
export function keepConfigured(share: number): ShareChoice {
  return { ...keepAll(''), share, verdict: `the configuration keeps a share of ${share}` };
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

function describeFacts(facts: number, asked: AskedFacts): string {
  return asked === 'searches' ? `${facts} searches left out of training` : `${facts} held-out facts`;
}

function describeChoice(share: number, ndcg: number, ndcgOfAll: number, facts: string): string {
  if (share === 1) return `all of the training stays: on ${facts} no smaller share is shown to rank better`;
  const figures = `ndcg@10 ${ndcg.toFixed(4)} on ${facts}, ${ndcgOfAll.toFixed(4)} with all of the training`;
  if (share === 0)
    return `training changed nothing for the better: the weights before its first step stay (${figures})`;
  return `a share of ${share} of the training stays, because more of it ranks worse (${figures})`;
}
