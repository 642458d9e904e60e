import { oneThread, type Threads } from '../../kernels/threads.ts';
import { countPartners, type KnownLikeness, readLikeness } from '../../likeness/known-likeness.ts';
import { buildLikenessTargets } from '../../likeness/likeness-targets.ts';
import type { Model } from '../../model/model.ts';
import { countTableRows } from '../../model/query-tower.ts';
import type { TrainingConfig } from '../config/training-config.ts';
import { countRowsPerProduct, selectIdRows } from '../data/id-rows.ts';
import type { TrainingSet } from '../data/training-set.ts';
import { buildListwisePlan, MAX_TEXT_NEIGHBOURS, popularSteps } from './build-listwise-plan.ts';
import type { Affords } from './choose-dimension.ts';
import { type FittedContent, fitContent } from './content-steps.ts';
import { isOfSearches } from './find-searches.ts';
import { affordsAllSteps } from './listwise-cost.ts';
import { compareForTargets, expectPopular } from './popular-answers.ts';
import { findNeighbours, type PreparedModel, prepareModel } from './prepared-model.ts';
import type { Preparation, StepPlan } from './step-plan.ts';
import { countTokenEvidence } from './token-evidence.ts';
import { tuneFields } from './tune-fields.ts';
import { tuneTextWeight } from './tune-text-weight.ts';
import { weightsOf } from './tune-vectors.ts';

/** With thin evidence single steps are noisy, so the model is the average of about the last ten steps. */
const THIN_DECAY = 0.9;
/** The learning rate is used in full from so many training rows per product, averaged over products in any row. */
const FULL_EVIDENCE = 10;
/**
 * Where products without co-occurrences take part, one is an anchor so many times as often as a product in a single row.
 * No row says what it is like, and it must keep its place among products that training moves.
 */
const TEXT_ANCHOR_WEIGHT = 3;

/**
 * Prepares a listwise run: each anchor ranks all products, and its targets blend co-occurrence and text
 * (losses/listwise.ts).
 * @param from The starting model, whose field weights stay.
 */
export function* prepareListwisePlan(
  set: TrainingSet,
  inputDim: number,
  config: TrainingConfig,
  threads: Threads = oneThread,
  from?: Model,
): Generator<Preparation, StepPlan, void> {
  yield 'tuning the field weights';
  const compared = compareForTargets(set, config);
  const { popularity } = compared;
  const likeness = readLikeness(set.products, set, isOfSearches(set), popularity.keepsPopularity);
  const { coOccurrence, kind } = likeness;
  const tunesFields = config.encoder === 'bag' && config.tuneFields && from === undefined;
  const { fields, vectors } = tunesFields ? tuneFields(set, likeness, config) : { fields: null, vectors: [] };
  yield 'reading the products';
  const evidence = weighEvidence(set, likeness, popularity.keepsPopularity);
  const { share, takesPart } = evidence;
  const own = fitToEvidence(config, share);
  const read = { ...config, features: { ...config.features, ...fields?.weights } };
  const drawn = prepareModel(set.products, selectIdRows(set, config), inputDim, read, {
    from,
    vectorWeights: weightsOf(vectors),
    numbersLimit: set.numbersLimit,
    affords: followBudget(evidence, kind, popularity.keepsPopularity ? popularSteps(own) : own),
  });
  const isFitted = kind === 'matching' && from === undefined;
  if (isFitted) yield 'fitting the first weights to the texts';
  const { prepared, fit }: FittedContent = isFitted ? fitContent(drawn, config) : { prepared: drawn };
  yield 'finding neighbours';
  const text = findNeighbours(prepared, MAX_TEXT_NEIGHBOURS, takesPart);
  yield 'tuning the text weight';
  const { textWeight, decidedBy, tried } = tuneTextWeight(set, text, config, kind !== 'other', compared);
  const sources = [
    { rows: coOccurrence, weight: 1 },
    { rows: text, weight: textWeight },
    ...(popularity.keepsPopularity ? [{ rows: expectPopular(evidence.rows, evidence.hasPartners), weight: 1 }] : []),
  ];
  return buildListwisePlan(
    prepared,
    {
      targets: buildLikenessTargets(sources, config.targetSharpness),
      anchorWeights: evidence.anchorWeights,
      ...(kind !== 'other' && { negatives: new Uint8Array(set.products.length).fill(1), keepsPlaces: true }),
      ...(evidence.mayShrink && { tokenEvidence: countEvidence(prepared, evidence.rows) }),
    },
    own,
    {
      fields,
      vectors,
      popularity,
      textWeight,
      textWeightBy: decidedBy,
      textWeightsTried: tried,
      ...(fit && { contentFit: fit }),
      matching: kind === 'matching',
      clusters: kind === 'clusters',
      learningRateShare: share,
    },
    threads,
  );
}

/** What the training rows say about the products, and how much of it there is. */
interface Evidence {
  /** (N): 1 for products with a co-occurrence partner. */
  readonly hasPartners: Uint8Array;
  /**
   * (N): 1 for products with a co-occurrence partner, and for all with thin evidence or where popular products are the
   * answer. Others take no part: nothing is known against them, so they are no negatives.
   */
  readonly takesPart: Uint8Array;
  /** In (0, 1]: see computeEvidenceShare; 1 in a matching and in clusters, where few rows per product are all there can be. */
  readonly share: number;
  /** (N): the training rows of each product. */
  readonly rows: Float64Array;
  /**
   * Whether the changes of rare tokens are shrunk. Not with thin evidence, where the texts of all products hold them in
   * place; nor where popular products are expected of all; nor in a matching or clusters, where no token can have much
   * evidence, and rare words set two offers apart.
   */
  readonly mayShrink: boolean;
  /**
   * (N): the square root of `rows`; `TEXT_ANCHOR_WEIGHT` for products without a partner; 0 for those that take no part.
   */
  readonly anchorWeights: Float64Array;
}

/** (T): the evidence of the model's tokens, those of search texts among them. */
function countEvidence({ model: { input }, inputs }: PreparedModel, rows: Float64Array): Float64Array {
  if (input.encoder !== 'bag') return new Float64Array(0);
  const { space, queryTower = false } = input;
  const own = [space.vocabulary.rows, space.tableRows] as const;
  return countTokenEvidence(inputs.bags, rows, countTableRows(space, queryTower), own);
}

/**
 * How often each product is an anchor, relative to one with a single row.
 * @param rows (N): training rows. @param hasPartners (N): 1 with a co-occurrence. @param takesPart (N): 1 for anchors.
 */
export function weighAnchors(rows: Float64Array, hasPartners: Uint8Array, takesPart: Uint8Array): Float64Array {
  return rows.map((count, i) => {
    if (takesPart[i] === 0) return 0;
    return hasPartners[i] === 1 ? Math.sqrt(count) : TEXT_ANCHOR_WEIGHT;
  });
}

function weighEvidence(set: TrainingSet, { coOccurrence, kind }: KnownLikeness, keepsPopularity: boolean): Evidence {
  const isMatched = kind !== 'other';
  const hasPartners = Uint8Array.from(countPartners(coOccurrence), (count) => Math.min(1, count));
  const rows = countRowsPerProduct(set);
  const share = isMatched ? 1 : computeEvidenceShare(rows, hasPartners);
  // Of every product something is known then: its text, or that popular products go with it.
  const allTakePart = share < 1 || keepsPopularity;
  const takesPart = allTakePart ? new Uint8Array(hasPartners.length).fill(1) : hasPartners;
  const anchorWeights = weighAnchors(rows, hasPartners, takesPart);
  return { hasPartners, takesPart, share, rows, mayShrink: !isMatched && !allTakePart, anchorWeights };
}

/** Fewer epochs, and an average of steps, with thin evidence. */
function fitToEvidence(config: TrainingConfig, share: number): TrainingConfig {
  const averageDecay = Math.max(config.averageDecay, share < 1 ? THIN_DECAY : 0);
  return { ...config, epochs: config.epochs * share * share, averageDecay };
}

/** Whether the budget allows all steps, by how many products will be drawn, which is known before the model. */
function followBudget(
  { anchorWeights, takesPart }: Evidence,
  kind: KnownLikeness['kind'],
  config: TrainingConfig,
): Affords {
  const eligible = kind === 'other' ? takesPart.reduce((sum, one) => sum + one, 0) : takesPart.length;
  const drawn = {
    anchorCount: anchorWeights.reduce((sum, weight) => sum + (weight > 0 ? 1 : 0), 0),
    candidateCount: Math.min(eligible, config.maxCandidates),
  };
  return (numbers, inputs) => affordsAllSteps(drawn, { inputs, numbers }, config);
}

/** Large or many steps overfit thin data. The fourth root of rows per product, relative to full evidence, in (0, 1]. */
function computeEvidenceShare(rows: Float64Array, hasPartners: Uint8Array): number {
  const products = hasPartners.reduce((sum, one) => sum + one, 0);
  const mean = rows.reduce((sum, one, i) => sum + (hasPartners[i] === 1 ? one : 0), 0) / Math.max(1, products);
  return Math.sqrt(Math.sqrt(Math.min(1, mean / FULL_EVIDENCE)));
}
