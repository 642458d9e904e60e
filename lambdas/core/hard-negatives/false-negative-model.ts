import { portableLog } from '../numerics/portable-math.ts';
import { CounterRandom } from '../numerics/random.ts';
import { ALLOWED, type CandidateRules } from './candidate-rules.ts';
import { fitLogistic, type LogisticModel, type Observation, predictProbability } from './logistic-fit.ts';
import type { PositiveGraph } from './positive-graph.ts';
import { type CatalogScores, selectTopAllowed } from './ranked-candidates.ts';
import type { TitleOverlap } from './title-overlap.ts';

/** Anchors that the chance is fitted on, each with one positive and two strata of other products. */
const FIT_ANCHORS = 400;
/** The nearest products, where chances are decided: all of them. */
const NEAR = 16;
/** Of all the others so many, each standing for many. */
const FAR = 16;

/** What is asked of a catalog to estimate a chance. */
export interface Evidence {
  readonly likeness: PositiveGraph;
  readonly overlap: TitleOverlap;
  readonly rules: CandidateRules;
  readonly scores: CatalogScores;
}

/**
 * The chance that a product that is not known as a positive of an anchor is one in truth: room x P, where
 * - P is a logistic regression of "is a known positive" on the cosine, the title overlap and log(1 + products that occur with
 *   both, apart from rows that hold both), fitted on one known positive of each of up to 400 anchors against their other
 *   products, as if each anchor had one more positive that is not known;
 * - room is 1 where neither has a positive yet, else the data's own (`KnownLikeness.room`): in a matching, a product that has
 *   found its positive hardly has another.
 */
export class FalseNegativeModel {
  readonly #evidence: Evidence;
  readonly #fit: LogisticModel;
  /** Median cosine of the known positives that the fit saw. */
  readonly typicalPositiveScore: number;

  /** @param anchors Products of the catalog with a positive in it, at least one. */
  constructor(evidence: Evidence, anchors: readonly number[], seed: number) {
    this.#evidence = evidence;
    const random = new CounterRandom(seed, 'mining fit');
    const order = Int32Array.from(anchors);
    random.shuffle(order);
    const observations: Observation[] = [];
    const positiveScores: number[] = [];
    const marks = new Uint8Array(evidence.scores.size);
    for (const { anchor, scores } of evidence.scores.scoreAnchors([...order.subarray(0, FIT_ANCHORS)])) {
      const positives = [...evidence.likeness.countPartners(anchor).keys()].filter((row) => row < scores.length);
      const positive = positives[random.integer(positives.length)]!;
      positiveScores.push(scores[positive]!);
      evidence.rules.mark(anchor, marks);
      const near = selectTopAllowed(scores, marks, NEAR);
      observations.push(this.#observe(anchor, positive, scores, true, 1));
      for (const row of near) observations.push(this.#observe(anchor, row, scores, false, 1));
      for (const row of near) marks[row] = ALLOWED + 1;
      const allowed = marks.reduce((sum, mark) => sum + (mark === ALLOWED ? 1 : 0), 0);
      for (const row of drawAllowed(marks, Math.min(FAR, allowed), random))
        observations.push(this.#observe(anchor, row, scores, false, allowed / Math.min(FAR, allowed)));
    }
    this.#fit = fitLogistic(observations, 3);
    this.typicalPositiveScore = positiveScores.sort((a, b) => a - b)[positiveScores.length >> 1]!;
  }

  /** In [0, 1]. */
  estimate(anchor: number, product: number, score: number): number {
    const { degrees, extraPositiveRatio } = this.#evidence.likeness;
    const share = degrees[anchor] === 0 && degrees[product] === 0 ? 1 : extraPositiveRatio;
    return share * predictProbability(this.#fit, this.#of(anchor, product, score));
  }

  #of(anchor: number, product: number, score: number): number[] {
    const { likeness, overlap } = this.#evidence;
    return [score, overlap.compute(anchor, product), portableLog(1 + likeness.countSharedPartners(anchor, product))];
  }

  #observe(anchor: number, row: number, scores: Float32Array, positive: boolean, weight: number): Observation {
    return { evidence: this.#of(anchor, row, scores[row]!), positive, weight };
  }
}

/** So many different allowed products, of which there are at least as many. */
function drawAllowed(marks: Uint8Array, count: number, random: CounterRandom): Set<number> {
  const drawn = new Set<number>();
  while (drawn.size < count) {
    const row = random.integer(marks.length);
    if (marks[row] === ALLOWED) drawn.add(row);
  }
  return drawn;
}
