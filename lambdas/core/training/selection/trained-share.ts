import type { JudgingRow } from '../../catalog/training-row.ts';
import { encodeForward } from '../../encoder/encoder.ts';
import { interpolateInto, interpolateParameters } from '../../encoder/interpolate-parameters.ts';
import { judgeRows } from '../../evaluation/judge-rows.ts';
import { type JudgingPlan, planJudging } from '../../evaluation/judging-plan.ts';
import { CoOccurrenceCounts } from '../../evaluation/scorers/co-occurrence-counts.ts';
import type { FeatureBatch } from '../../features/feature-space.ts';
import type { Model } from '../../model/model.ts';
import { CounterRandom } from '../../numerics/random.ts';
import type { Reals } from '../../numerics/reals.ts';
import { ReusedArrays } from '../../numerics/reused-arrays.ts';
import type { TrainingConfig } from '../config/training-config.ts';
import type { TrainingSet } from '../data/training-set.ts';
import { findSearches } from '../plans/find-searches.ts';
import { chooseShare, keepConfigured, type ShareChoice, type ShareScores, TRIED_SHARES } from './choose-share.ts';
import type { LeftOutSearch } from './left-out-searches.ts';
import { buildUnitScorer, computeMean, selectScoringKernels } from './validation.ts';

/** Limit of questions: the catalog is ranked for each of them at every share. */
const MAX_QUESTIONS = 400;

/** The two ends of a line of models, which have the same shape and read the same inputs. */
export interface ModelLine {
  /** The model before the first step. */
  readonly first: Model;
  /** The model that training made. */
  readonly last: Model;
}

/** What the share is chosen by. */
export interface ShareData {
  /** The rows outside the held-out part. */
  readonly training: TrainingSet;
  /** Questions about held-out facts that judging does not ask (held-out-questions.ts). */
  readonly further: readonly JudgingRow[];
  /** Searches of which no row was trained on: if there are any, they are asked instead. */
  readonly leftOutSearches: readonly LeftOutSearch[];
  /** Whether a product has one similar product at most (matching.ts). */
  readonly isMatching: boolean;
}

/**
 * Chooses how much of the training a model keeps (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models"), by
 * questions about held-out facts, or by searches that were left out of training. If a question has answers that occur
 * together with its query in the training rows, it is asked again without them: a model that remembers pairs must also
 * place new ones. The same data, configuration and weights give the same choice.
 * @param inputs Features of the products, the catalog first.
 */
export function chooseTrainedShare(
  line: ModelLine,
  inputs: FeatureBatch,
  { training, further, leftOutSearches, isMatching }: ShareData,
  { trainedShare, seed }: Pick<TrainingConfig, 'trainedShare' | 'seed'>,
): ShareChoice {
  if (trainedShare !== 'chosen') return keepConfigured(trainedShare);
  const hasSearches = leftOutSearches.length > 0;
  const plan = hasSearches ? planSearches(training, leftOutSearches) : planQuestions(training, further, seed);
  const asked = hasSearches ? 'searches' : isMatching ? 'matching' : 'others';
  return chooseShare(scoreShares(line, inputs, plan), plan.rows.length, asked);
}

/** Plans questions that are searches. Searches are never ranked, because none is an answer. */
export function planSearches(training: TrainingSet, searches: readonly LeftOutSearch[]): JudgingPlan {
  const asked = findSearches(training);
  for (const { rows } of searches) for (const row of rows) asked.add(row);
  const idOf = (row: number): string => `${row < training.catalogSize && !asked.has(row) ? 'answer' : 'other'} ${row}`;
  const rows = searches.map(({ query, relevant }) => ({
    query: idOf(query),
    relevant: relevant.map(idOf),
    slice: String(query),
  }));
  return planJudging({ ids: training.products.map((_, row) => idOf(row)), rows, candidateIdPrefix: 'answer' });
}

/** The model at a share of the line. At the ends it is that end. */
export function selectModel({ first, last }: ModelLine, share: number): Model {
  if (share === 1) return last;
  return { ...last, parameters: interpolateParameters(first.parameters, last.parameters, share) };
}

/** Scores the facts at each share: ndcg@10, as the mean over the questions of a fact. */
export function scoreShares(line: ModelLine, inputs: FeatureBatch, plan: JudgingPlan): ShareScores[] {
  const facts = groupByFact(plan);
  const { D } = line.last.parameters;
  const kernels = selectScoringKernels(line.last.parameters);
  const arrays = new ReusedArrays(kernels);
  const embeddingsAt = encodeLine(line, inputs);
  return TRIED_SHARES.map((share) => {
    const scorer = buildUnitScorer(embeddingsAt(share), plan.inPlay.length, D, kernels, arrays);
    const ndcg = judgeRows(plan, scorer).metrics['ndcg@10'];
    return { share, ndcg: Float64Array.from(facts, (rows) => computeMean(Float64Array.from(rows, (r) => ndcg[r]!))) };
  });
}

/**
 * Returns the embeddings at any share, before they are scaled. Without a hidden layer they are linear in the weights, so
 * those of the ends are enough.
 */
function encodeLine(line: ModelLine, inputs: FeatureBatch): (share: number) => Reals {
  // The first weights of a linear model are in float64, and those of its training on lists in float32.
  const encode = ({ parameters }: Model): Reals =>
    encodeForward(inputs, parameters, false, selectScoringKernels(parameters)).embeddings;
  if (line.last.parameters.hidden !== undefined) return (share) => encode(selectModel(line, share));
  const [first, last] = [encode(line.first), encode(line.last)];
  return (share) => {
    const between = last.slice();
    interpolateInto(between, first, share);
    return between;
  };
}

/** Plans a draw of the questions, by the seed. Each is asked as it is, and again without what is known. */
export function planQuestions(training: TrainingSet, further: readonly JudgingRow[], seed: number): JudgingPlan {
  const order = Int32Array.from(further.keys());
  new CounterRandom(seed, 'share questions').shuffle(order);
  const drawn = Array.from(order.subarray(0, MAX_QUESTIONS), (row) => further[row]!);
  const ids = training.products.slice(0, training.catalogSize).map(({ id }) => id);
  return planJudging({ ids, rows: [...drawn, ...askForNew(drawn, training, ids)] });
}

/** The questions of which an answer is known, without all that is known of their query. */
function askForNew(questions: readonly JudgingRow[], training: TrainingSet, ids: readonly string[]): JudgingRow[] {
  const rowOf = new Map(ids.map((id, row) => [id, row]));
  const known = new CoOccurrenceCounts(ids.length, training);
  const counts = new Float64Array(ids.length);
  return questions.flatMap(({ query, relevant, slice }) => {
    known.writeCounts(rowOf.get(query)!, counts);
    const isNew = (id: string) => counts[rowOf.get(id)!] === 0;
    const left = relevant.filter(isNew);
    if (left.length === 0 || left.length === relevant.length) return [];
    return [{ query, relevant: left, mask: ids.filter((id) => !isNew(id)), ...(slice !== undefined && { slice }) }];
  });
}

/** The rows of a plan by their fact, which is their slice. */
function groupByFact({ rows }: JudgingPlan): number[][] {
  const facts = new Map<string, number[]>();
  rows.forEach(({ slice }, row) => {
    const known = facts.get(slice);
    if (known) known.push(row);
    else facts.set(slice, [row]);
  });
  return [...facts.values()];
}
