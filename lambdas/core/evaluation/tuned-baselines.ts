import type { Product } from '../catalog/product.ts';
import type { Occurrences } from '../catalog/training-row.ts';
import { splitHeldOut } from '../training/data/held-out-split.ts';
import { NO_NEGATIVE, type TrainingSet } from '../training/data/training-set.ts';
import { BLENDS, chooseBlend } from './blend-choice.ts';
import { judgeRows } from './judge-rows.ts';
import { MIN_QUERIES } from './judgement.ts';
import { type JudgingPlan, planJudging } from './judging-plan.ts';
import { CoOccurrenceCounts } from './scorers/co-occurrence-counts.ts';
import { buildEaseScorer, countEaseOperations } from './scorers/ease-scorer.ts';
import { buildItemKnnScorer } from './scorers/item-knn-scorer.ts';
import { buildBlendScorer, type Scorer } from './scorers/scorer.ts';
import type { EaseSettings, TunedBaselineName, TunedReport } from './tuned-report.ts';

/** The tuned baselines that could be built, and how. */
export interface TunedBaselines {
  readonly scorers: Readonly<Partial<Record<TunedBaselineName, Scorer>>>;
  readonly report: TunedReport;
}

/** What the tuned baselines are built from: the training part alone. */
interface TuningData {
  readonly catalog: readonly Product[];
  readonly training: Occurrences;
  /** Only products whose id has this prefix are ranked. */
  readonly candidateIdPrefix: string;
}

/** The validation part, and the rest of the training part. */
interface Tuning {
  readonly plan: JudgingPlan;
  readonly rest: Occurrences;
}

const VALIDATION = { share: 0.2, maxFacts: 400, seed: 0, stream: 'baseline validation' } as const;
/** Limit of scores that are computed to choose a blend: a few seconds. In a large catalog there are fewer queries. */
const MAX_BLEND_SCORES = 1e9;

const REGULARIZATIONS = [20, 100, 500] as const;
/** Its inverse takes about half a minute, and 290 MB. Training that waits longer for a baseline helps nobody. */
const MAX_CONNECTED_PRODUCTS = 6000;
const MAX_EASE_OPERATIONS = MAX_CONNECTED_PRODUCTS ** 3 / 3;
/** The regularization is chosen on the products with the most evidence: each trial needs an inverse of its own. */
const MAX_TRIAL_PRODUCTS = 1500;

/**
 * Builds the baselines whose settings are chosen on a validation part of the training part, and never on the judged
 * rows: the blend of item-kNN and TF-IDF, and EASE^R. The split is the same for the same data.
 * @param tfIdf Of the same catalog.
 */
export function buildTunedBaselines(data: TuningData, tfIdf: Scorer): TunedBaselines {
  const tuning = splitTuning(data);
  const validationQueries = tuning.plan.rows.length;
  if (validationQueries < MIN_QUERIES) {
    const why = `the training part has ${validationQueries} queries to choose settings on, fewer than ${MIN_QUERIES}`;
    return { scorers: {}, report: { validationQueries, leftOut: { 'tuned blend': why, ease: why } } };
  }
  const N = data.catalog.length;
  const blend = chooseBlend(tuning.plan, new CoOccurrenceCounts(N, tuning.rest), tfIdf);
  const itemKnn = buildItemKnnScorer(new CoOccurrenceCounts(N, data.training), blend);
  const blended = { 'tuned blend': buildBlendScorer(N, itemKnn, tfIdf, blend.textWeight) };
  const operations = countEaseOperations(N, data.training);
  if (operations > MAX_EASE_OPERATIONS) {
    const leftOut = { ease: explainLimit(operations) };
    return { scorers: blended, report: { validationQueries, blend, leftOut } };
  }
  const ease = chooseEase(N, tuning);
  return {
    scorers: { ...blended, ease: buildEaseScorer(N, data.training, ease.regularization) },
    report: { validationQueries, blend, ease },
  };
}

function explainLimit(operations: number): string {
  const connected = Math.round(Math.cbrt(3 * operations));
  return (
    `EASE^R would take as long as for ${connected} products that facts connect, and the limit is ` +
    `${MAX_CONNECTED_PRODUCTS}`
  );
}

function splitTuning({ catalog, training: { pairs, groups }, candidateIdPrefix }: TuningData): Tuning {
  const set: TrainingSet = {
    products: catalog,
    catalogSize: catalog.length,
    pairs: pairs.map((pair) => ({ ...pair, negative: NO_NEGATIVE })),
    groups,
  };
  const { share, maxFacts, seed, stream } = VALIDATION;
  const most = Math.min(maxFacts, MAX_BLEND_SCORES / (BLENDS.length * Math.max(1, catalog.length)));
  const fraction = Math.min(share, most / Math.max(1, pairs.length + groups.length));
  const { training: rest, judging: rows } = splitHeldOut(set, { fraction, seed, stream });
  return { plan: planJudging({ ids: catalog.map(({ id }) => id), rows, candidateIdPrefix }), rest };
}

/** Chooses the regularization with the highest mean ndcg@10; of equal ones the first that is tried. */
function chooseEase(products: number, { plan, rest }: Tuning): EaseSettings {
  const frequent = keepFrequent(products, rest);
  const sums = REGULARIZATIONS.map((regularization) => {
    const { metrics } = judgeRows(plan, buildEaseScorer(products, frequent, regularization));
    return metrics['ndcg@10'].reduce((sum, value) => sum + value, 0);
  });
  return { regularization: REGULARIZATIONS[sums.indexOf(Math.max(...sums))]! };
}

/** The facts without the products past the most frequent ones. */
function keepFrequent(products: number, training: Occurrences): Occurrences {
  const { rowCounts } = new CoOccurrenceCounts(products, training);
  const byCount = [...rowCounts.keys()].sort((a, b) => rowCounts[b]! - rowCounts[a]! || a - b);
  const kept = new Set(byCount.slice(0, MAX_TRIAL_PRODUCTS));
  return {
    pairs: training.pairs.filter(({ anchor, positive }) => kept.has(anchor) && kept.has(positive)),
    groups: training.groups.map((group) => ({ ...group, items: group.items.filter((item) => kept.has(item)) })),
  };
}
