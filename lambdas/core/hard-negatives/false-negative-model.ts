import { portableLog } from '../numerics/portable-math.ts';
import { CounterRandom } from '../numerics/random.ts';
import { ALLOWED, type CandidateRules } from './candidate-rules.ts';
import { type CatalogScores, selectTopAllowed } from './catalog-scores.ts';
import { fitLogistic, type LogisticModel, type Observation, predictProbability } from './logistic-fit.ts';
import type { PositiveGraph } from './positive-graph.ts';
import type { TitleOverlap } from './product-overlap.ts';

/** Limit of anchors in the fit. Each gives one positive and two strata of other products. */
const FIT_ANCHORS = 400;
/** The first stratum: the nearest products per anchor, where the decisions are close. All of them are observed. */
const NEAR = 16;
/** The second stratum: a sample of all other products per anchor, each weighted by the number it represents. */
const FAR = 16;
/** Evidence per product: cosine, title overlap, shared partners. */
const EVIDENCE_KINDS = 3;

/** The sources of evidence about a catalog. */
export interface Evidence {
  readonly graph: PositiveGraph;
  readonly overlap: TitleOverlap;
  readonly rules: CandidateRules;
  readonly scores: CatalogScores;
}

/**
 * Estimates the probability that a product without a known relation to an anchor is in truth its positive: ratio x P.
 * - P is a logistic regression of "is a known positive". Its regressors are the cosine, the title overlap, and log(1 +
 *   s) for s products that occur with both; rows that hold both do not count for s. It is fitted on one known positive
 *   of each of up to 400 anchors against their other products. The fit assumes that each anchor has one more, unknown
 *   positive.
 * - ratio is 1 when neither product has a positive yet, else `PositiveGraph.extraPositiveRatio`: in a matching a
 *   product that has its positive hardly has another.
 */
export class FalseNegativeModel {
  readonly #evidence: Evidence;
  readonly #fit: LogisticModel;
  /** Median cosine of the known positives in the fit. */
  readonly typicalPositiveScore: number;

  /** @param anchors Products of the catalog with a known positive in it, at least one. */
  constructor(evidence: Evidence, anchors: readonly number[], seed: number) {
    this.#evidence = evidence;
    const random = new CounterRandom(seed, 'mining fit');
    const order = Int32Array.from(anchors);
    random.shuffle(order);
    const observations: Observation[] = [];
    const positiveScores: number[] = [];
    const marks = new Uint8Array(evidence.scores.size);
    for (const { anchor, scores } of evidence.scores.scoreAnchors([...order.subarray(0, FIT_ANCHORS)])) {
      const positives = [...evidence.graph.countPartners(anchor).keys()].filter((row) => row < scores.length);
      const positive = positives[random.integer(positives.length)]!;
      positiveScores.push(scores[positive]!);
      observations.push(this.#observe(anchor, positive, scores, true, 1));
      observations.push(...this.#observeOthers(anchor, scores, marks, random));
    }
    this.#fit = fitLogistic(observations, EVIDENCE_KINDS);
    this.typicalPositiveScore = positiveScores.sort((a, b) => a - b)[positiveScores.length >> 1]!;
  }

  /** In [0, 1]. @param score The cosine of the two. */
  estimate(anchor: number, product: number, score: number): number {
    const { degrees, extraPositiveRatio } = this.#evidence.graph;
    const ratio = degrees[anchor] === 0 && degrees[product] === 0 ? 1 : extraPositiveRatio;
    return ratio * predictProbability(this.#fit, this.#measure(anchor, product, score));
  }

  /** The near products of an anchor, and a weighted sample of the far ones. @param marks (N) scratch. */
  #observeOthers(anchor: number, scores: Float32Array, marks: Uint8Array, random: CounterRandom): Observation[] {
    this.#evidence.rules.mark(anchor, marks);
    const near = selectTopAllowed(scores, marks, NEAR);
    for (const row of near) marks[row] = ALLOWED + 1;
    const allowed = marks.reduce((sum, mark) => sum + (mark === ALLOWED ? 1 : 0), 0);
    const far = drawAllowed(marks, Math.min(FAR, allowed), random);
    return [
      ...near.map((row) => this.#observe(anchor, row, scores, false, 1)),
      ...Array.from(far, (row) => this.#observe(anchor, row, scores, false, allowed / Math.min(FAR, allowed))),
    ];
  }

  #measure(anchor: number, product: number, score: number): number[] {
    const { graph, overlap } = this.#evidence;
    return [score, overlap.compute(anchor, product), portableLog(1 + graph.countSharedPartners(anchor, product))];
  }

  #observe(anchor: number, row: number, scores: Float32Array, positive: boolean, weight: number): Observation {
    return { evidence: this.#measure(anchor, row, scores[row]!), positive, weight };
  }
}

/** Draws distinct allowed products. @param count At most the number of allowed products. */
function drawAllowed(marks: Uint8Array, count: number, random: CounterRandom): Set<number> {
  const drawn = new Set<number>();
  while (drawn.size < count) {
    const row = random.integer(marks.length);
    if (marks[row] === ALLOWED) drawn.add(row);
  }
  return drawn;
}
